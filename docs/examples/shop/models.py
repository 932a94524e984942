"""The shop's tables as the application sees them, at the newest revision."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What env.py hands over as target_metadata."""


order_status = sa.Enum("new", "paid", "shipped", "cancelled", "refunded", name="order_status", length=20)


class Customer(Base):
    __tablename__ = "customers"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("email", name="uq_customers_email"),
    )

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity())
    email: Mapped[str] = mapped_column(sa.String(255), comment="lower case; what a customer logs in with")
    name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    loyalty_points: Mapped[int] = mapped_column(sa.Integer(), server_default="0")
    tier: Mapped[str] = mapped_column(sa.String(10), server_default="bronze")


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("sku", name="uq_products_sku"),
        sa.CheckConstraint("price >= 0", name="ck_products_price"),
    )

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity())
    sku: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str | None] = mapped_column(sa.Text())
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    weight_grams: Mapped[int | None] = mapped_column(sa.Integer())
    active: Mapped[bool] = mapped_column(sa.Boolean(), server_default=sa.true())


class Category(Base):
    __tablename__ = "categories"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name="fk_categories_parent"),
    )

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity())
    parent_id: Mapped[int | None] = mapped_column(sa.Integer())
    name: Mapped[str] = mapped_column(sa.String(100))


class ProductCategory(Base):
    __tablename__ = "product_categories"
    __table_args__ = (
        sa.PrimaryKeyConstraint("product_id", "category_id", name="pk_product_categories"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_categories_product", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name="fk_product_categories_category", ondelete="CASCADE"
        ),
    )

    product_id: Mapped[int] = mapped_column(sa.Integer())
    category_id: Mapped[int] = mapped_column(sa.Integer())


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity())
    customer_id: Mapped[int] = mapped_column(sa.Integer())
    status: Mapped[str] = mapped_column(order_status, server_default="new")
    placed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    note: Mapped[str | None] = mapped_column(sa.String(500))

    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_orders_customer"),
        sa.Index("ix_orders_status_placed", "status", "placed_at"),
    )


class OrderLine(Base):
    __tablename__ = "order_lines"
    __table_args__ = (
        sa.PrimaryKeyConstraint("order_id", "line_number", name="pk_order_lines"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_order_lines_product"),
        sa.CheckConstraint("quantity > 0", name="ck_order_lines_quantity"),
    )

    order_id: Mapped[int] = mapped_column(sa.Integer())
    line_number: Mapped[int] = mapped_column(sa.SmallInteger(), autoincrement=False)
    product_id: Mapped[int] = mapped_column(sa.Integer())
    quantity: Mapped[int] = mapped_column(sa.Integer())
    unit_price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity())
    order_id: Mapped[int] = mapped_column(sa.Integer())
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    provider: Mapped[str] = mapped_column(sa.String(30))
    captured_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_payments_order"),
        sa.CheckConstraint("amount <> 0", name="ck_payments_amount"),
        sa.Index("ix_payments_order_id", "order_id"),
        sa.Index(
            "ix_payments_open",
            "order_id",
            postgresql_where=sa.text("captured_at IS NULL"),
            sqlite_where=sa.text("captured_at IS NULL"),
            mssql_where=sa.text("captured_at IS NULL"),
        ),
        {"comment": "one row an attempt; captured_at says that money moved"},
    )


class Country(Base):
    __tablename__ = "countries"
    __table_args__ = (sa.PrimaryKeyConstraint("code", name="pk_countries"),)

    code: Mapped[str] = mapped_column(sa.String(2))
    name: Mapped[str] = mapped_column(sa.String(100))
    ships_to: Mapped[bool] = mapped_column(sa.Boolean())


class Address(Base):
    __tablename__ = "addresses"
    __table_args__ = (
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_addresses_customer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["country_code"], ["countries.code"], name="fk_addresses_country"),
        sa.Index("ix_addresses_customer_id", "customer_id"),
    )

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity())
    customer_id: Mapped[int] = mapped_column(sa.Integer())
    street: Mapped[str] = mapped_column(sa.String(200))
    postcode: Mapped[str] = mapped_column(sa.String(20))
    city: Mapped[str] = mapped_column(sa.String(100))
    country_code: Mapped[str] = mapped_column(sa.String(2))
