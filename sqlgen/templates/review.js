"use strict";
(() => {
  const bar = document.getElementById("filter");
  const search = document.getElementById("search");
  const database = document.getElementById("database");
  const only = document.getElementById("only");
  const own = document.getElementById("own");
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const groups = [...document.querySelectorAll(".group")].map((element) => ({
    element,
    articles: [...element.querySelectorAll(".statement")],
  }));
  const all = groups.flatMap((group) => group.articles);
  const targets = [...document.querySelectorAll(".target")];
  const texts = new Map();

  const text = (article) => {
    if (!texts.has(article)) texts.set(article, article.textContent.toLowerCase().replace(/\s+/g, " "));
    return texts.get(article);
  };
  const fits = (article, words) =>
    (!only.value || article.dataset.is.split(" ").includes(only.value)) &&
    (own.checked || !article.dataset.is.split(" ").includes("own")) &&
    words.every((word) => text(article).includes(word));

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const plain = !words.length && !only.value && own.checked;
    for (const target of targets) target.hidden = Boolean(database.value) && target.id !== database.value;
    let shown = 0;
    let within = 0;
    for (const { element, articles } of groups) {
      let left = 0;
      const there = !element.closest(".target").hidden;
      for (const article of articles) {
        const fit = plain || fits(article, words);
        if (article.hidden === fit) article.hidden = !fit;
        if (fit) left += 1;
      }
      if (element.hidden !== !left) element.hidden = !left;
      if (there) {
        shown += left;
        within += articles.length;
      }
    }
    none.hidden = shown > 0 || !all.length;
    count.textContent = `${shown} of ${within} statements shown`;
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  };
  search.addEventListener("input", soon);
  for (const each of [database, only, own]) each.addEventListener("change", apply);
  document.getElementById("reset").addEventListener("click", () => {
    search.value = database.value = only.value = "";
    own.checked = true;
    apply();
    search.focus();
  });

  // A link to a statement that the filter hides shows it all the same.
  const reveal = () => {
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!aim) return;
    for (let each = aim; each; each = each.parentElement) {
      if (each.hidden) each.hidden = false;
      if (each.tagName === "DETAILS") each.open = true;
    }
    aim.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });

  bar.hidden = false;
  count.textContent = `${all.length} of ${all.length} statements shown`;
})();
