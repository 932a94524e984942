"""The page that shows a release to whoever has nothing but a browser."""

from sqlgen.bundle.review.page import NAME, review_page
from sqlgen.bundle.review.shown import ShownTarget, shown_target

__all__ = ["NAME", "ShownTarget", "review_page", "shown_target"]
