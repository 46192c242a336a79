// What a page must be beyond axe's rules (UI.md). Each check returns a list of complaints.
// Evaluated by the tests' browser, not served.
(() => {
  const visible = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const named = (element) => {
    if (element.getAttribute("aria-label")?.trim()) return true;
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    return ids.some((id) => document.getElementById(id)?.textContent.trim());
  };
  const say = (element) => element.cloneNode(false).outerHTML.slice(0, 160);
  const FOCUSABLE =
    'a[href], button:not([disabled]), input:not([type="hidden"], [disabled]), select:not([disabled]), ' +
    'textarea:not([disabled]), summary, [tabindex]:not([tabindex="-1"])';
  const focusable = () => [...document.querySelectorAll(FOCUSABLE)].filter((e) => visible(e));

  function structure({ language, strict }) {
    const wrong = [];
    const html = document.documentElement;
    if (html.lang !== language) wrong.push(`html lang is "${html.lang}", not "${language}"`);
    const count = (selector) => [...document.querySelectorAll(selector)].filter(visible).length;
    for (const tag of ["h1", "main"]) {
      if (count(tag) !== 1) wrong.push(`${count(tag)} <${tag}>`);
    }
    if (!document.title.trim()) wrong.push("no title");
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (strict && twice.length) wrong.push(`the same id twice: ${[...new Set(twice)].join(", ")}`);
    if (strict) {
      for (const element of document.querySelectorAll("nav, section, form, [role=region], [role=navigation]")) {
        // A button that is a form (sign out) is named by its button and no landmark.
        const button = element.matches("form") && !element.querySelector("input:not([type=hidden]), select, textarea");
        if (visible(element) && !named(element) && !button) wrong.push(`without a name: ${say(element)}`);
      }
      const other = document.querySelector(`a[hreflang]:not([hreflang="${language}"])`);
      const here = location.pathname.replace(/^\/en(?=\/)/, "");
      const wanted = (language === "ko" ? "/en" : "") + here + location.search;
      if (!other) wrong.push("no link to the other language");
      else if (other.getAttribute("href") !== wanted) wrong.push(`language link: ${other.getAttribute("href")}`);
      for (const time of document.querySelectorAll("time")) {
        if (!time.dateTime) wrong.push(`<time> without datetime: ${say(time)}`);
      }
      for (const input of document.querySelectorAll("main input[type=email], main input[type=tel]")) {
        if (!input.autocomplete) wrong.push(`no autocomplete: ${say(input)}`);
      }
      for (const input of document.querySelectorAll("main input[type=file]")) {
        if (visible(input) && !input.getAttribute("aria-describedby")) wrong.push(`no types and limit: ${say(input)}`);
      }
    }
    return wrong;
  }

  // The HTML as it came: what scripts add later is theirs.
  function source(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const wrong = [];
    for (const element of page.querySelectorAll("*")) {
      const attributes = element.getAttributeNames();
      if (attributes.includes("style")) wrong.push(`style=: ${say(element)}`);
      if (attributes.some((name) => name.startsWith("on"))) wrong.push(`on*=: ${say(element)}`);
      if (element.localName === "style") wrong.push("a <style> element");
      if (element.localName === "script" && !element.hasAttribute("src")) {
        if (!(element.type ?? "").includes("json")) wrong.push("an inline <script>");
      }
    }
    return [...new Set(wrong)];
  }

  function overflow() {
    const html = document.documentElement;
    const wide = html.scrollWidth - html.clientWidth;
    if (wide <= 0) return [];
    const culprits = [...document.querySelectorAll("body *")].filter(
      (e) => visible(e) && e.getBoundingClientRect().right > html.clientWidth + 1,
    );
    const last = culprits.filter((e) => !culprits.some((other) => other !== e && e.contains(other)));
    return [`scrolls sideways by ${wide} px at ${innerWidth}: ${last.slice(0, 3).map(say).join(" ")}`];
  }

  // WCAG 2.5.8, without its exception for spacing: a target is 24 px, or a link within a sentence.
  function targets() {
    const wrong = [];
    for (const element of focusable()) {
      if (element.matches(".skip-link, [tabindex]:not(a, button, input, select, textarea, summary)")) continue;
      let { width, height } = element.getBoundingClientRect();
      for (const label of element.labels ?? []) {
        const box = label.getBoundingClientRect();
        [width, height] = [Math.max(width, box.width), Math.max(height, box.height)];
      }
      if (width >= 23.9 && height >= 23.9) continue;
      const text = element.textContent.trim();
      const sentence = element.closest("p, li, td, dd, th, dt, label, .hint, h1, h2, h3, h4, caption, figcaption");
      const inline = getComputedStyle(element).display === "inline";
      const within = inline && sentence && sentence.textContent.trim().length > text.length;
      if (!within) wrong.push(`target of ${Math.round(width)} × ${Math.round(height)}: ${say(element)} ${text.slice(0, 40)}`);
    }
    return wrong;
  }

  // Call after a key was pressed: then focus by script shows as focus by keyboard does.
  function focus() {
    const still = new CSSStyleSheet();
    still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
    const look = (element) => {
      const around = [element, element.parentElement, element.nextElementSibling, ...(element.labels ?? [])];
      return around
        .filter(Boolean)
        .flatMap((e) => [null, "::before", "::after"].map((part) => getComputedStyle(e, part)))
        .map((s) => {
          const outline = s.outlineStyle === "none" || s.outlineWidth === "0px" ? "" : s.outline;
          return [outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration].join(";");
        })
        .join("|");
    };
    const wrong = [];
    for (const element of focusable()) {
      document.activeElement?.blur();
      const before = look(element);
      element.focus();
      if (document.activeElement !== element) continue;
      if (look(element) === before) wrong.push(`focus does not show: ${say(element)}`);
    }
    document.activeElement?.blur();
    return wrong;
  }

  async function weight() {
    await document.fonts.ready;
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const shift = await new Promise((resolve) => {
      let total = 0;
      const add = (list) => list.forEach((entry) => (total += entry.hadRecentInput ? 0 : entry.value));
      const observer = new PerformanceObserver((list) => add(list.getEntries()));
      observer.observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => setTimeout(() => (add(observer.takeRecords()), resolve(total)), 50));
    });
    const script = entries.filter((entry) => entry.initiatorType === "script");
    const sum = (list, key) => list.reduce((total, entry) => total + entry[key], 0);
    return {
      requests: entries.length,
      bytes: sum(entries, "transferSize"),
      script: sum(script, "encodedBodySize"),
      nodes: document.querySelectorAll("*").length,
      shift: Math.round(shift * 1e4) / 1e4,
    };
  }

  const TEXTS = "input:not([type=hidden], [type=file], [type=checkbox], [type=radio], [type=submit]), textarea, select";
  const MEANT = { email: "someone@example.test", number: "1", tel: "02-123-4567", url: "https://example.test/" };

  // Empties what must be given in form `number` of those that ask for something, and fills the rest.
  // What it filled by name; null when there is no such form.
  function leave_out(number) {
    const sender = (form) => [...form.elements].find((button) => button.type === "submit" && visible(button));
    const asking = [...document.querySelectorAll("main form[method=post]")].filter(
      (form) => form.querySelector("[required]") && sender(form),
    );
    const form = asking[number];
    if (!form) return null;
    sender(form).dataset.sends = "";
    const given = {};
    for (const control of form.querySelectorAll(TEXTS)) {
      // A draft takes what is missing, but nothing below its least.
      if (control.required) control.value = control.min ? String(Number(control.min) - 1) : "";
      else if (control.type in MEANT) control.value = MEANT[control.type];
      else if (["text", "textarea"].includes(control.type)) control.value = "적어 둔 글 2026";
      if (control.value && control.type !== "password" && control.name) given[control.name] = control.value;
    }
    form.querySelectorAll("[required]:checked").forEach((box) => (box.checked = false));
    return given;
  }

  // The page after a refusal (UI.md, rules 10 and 11).
  function refused({ language, given }) {
    const wrong = [];
    const prefix = language === "ko" ? "오류: " : "Error: ";
    if (!document.title.startsWith(prefix)) wrong.push(`the title is "${document.title}"`);
    const summary = document.querySelector("#error-summary");
    if (!summary) return [...wrong, "no summary of errors"];
    if (document.activeElement !== summary) wrong.push(`focus is on ${say(document.activeElement)}`);
    const links = [...summary.querySelectorAll("a[href^='#']")];
    if (!links.length) wrong.push("the summary links nowhere");
    for (const link of links) {
      const control = document.getElementById(link.hash.slice(1));
      if (!control) {
        wrong.push(`no field ${link.hash}`);
        continue;
      }
      link.click();
      if (!control.contains(document.activeElement)) wrong.push(`${link.hash} does not take the focus`);
      const group = control.closest("fieldset[aria-describedby]");
      const told = control.matches("[aria-describedby]") ? control : group;
      if (!group && control.getAttribute("aria-invalid") !== "true") wrong.push(`${link.hash} is not aria-invalid`);
      const texts = (told?.getAttribute("aria-describedby") ?? "")
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent.replace(/\s+/g, " ").trim());
      // The summary names the field where its error does not; the name is then in the field's label or text.
      const plain = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
      const words = plain(link.querySelector(".error-words")) || plain(link);
      const name = plain(link.querySelector(".error-name")).replace(/:$/, "");
      const field = control.closest(".field");
      if (name && field && !plain(field).includes(name)) wrong.push(`"${name}" is no name of ${link.hash}`);
      if (!texts.some((text) => text?.includes(words))) wrong.push(`"${words}" does not stand by ${link.hash}`);
    }
    for (const [name, value] of Object.entries(given)) {
      const now = [...document.getElementsByName(name)].map((control) => control.value);
      if (!now.includes(value)) wrong.push(`${name} lost "${value}": ${now}`);
    }
    return wrong;
  }

  window.rules = { leave_out, refused, structure, source, overflow, targets, focus, weight };
})();
