// What every element has: a shadow with a look of its own, and attributes that are read anew.

const BASE = look(`
  :host { box-sizing: border-box; }
  :host([hidden]) { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  a, button, input, select, textarea { font: inherit; color: inherit; }
  :focus-visible { outline: 2px solid #005bd3; outline-offset: 1px; }
`);
const SPACE = { none: "0", small: ".5rem", base: "1rem", large: "1.5rem" };
const space = (name) => SPACE[name?.split("-")[0]] ?? name ?? "0";

// A sheet made here needs no allowance in the page's Content-Security-Policy.
function look(rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

class Piece extends HTMLElement {
  static html = "<slot></slot>";
  static look = look("");
  static delegatesFocus = false;

  constructor() {
    super();
    const { html, look: own, delegatesFocus } = this.constructor;
    const root = this.attachShadow({ mode: "open", delegatesFocus });
    root.adoptedStyleSheets = [BASE, own];
    root.innerHTML = html;
  }

  connectedCallback() {
    this.show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  // Brings the shadow in step with the attributes.
  show() {}

  inner(selector) {
    return this.shadowRoot.querySelector(selector);
  }

  said(name) {
    return this.getAttribute(name) ?? "";
  }
}

function define(name, kind) {
  if (!customElements.get(name)) customElements.define(name, kind);
}

// The page itself, at the lowest rank: whatever the app says about it goes before.
document.adoptedStyleSheets.push(look(`
  @layer polaris {
    body {
      margin: 0;
      color: #303030;
      background: #f1f1f1;
      font: 13px/20px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
    }
  }
`));
