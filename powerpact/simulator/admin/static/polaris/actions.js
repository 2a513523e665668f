// What is pressed or followed.

// A plain click: not one that opens a tab or saves.
const plain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

// The app may follow a link of its own: it hears `shopify:navigate`, and prevents it.
function offerNavigation(piece, anchor) {
  anchor.addEventListener("click", (event) => {
    if (!plain(event) || anchor.target || anchor.hasAttribute("download")) return;
    const offer = new Event("shopify:navigate", { bubbles: true, cancelable: true });
    if (!piece.dispatchEvent(offer)) event.preventDefault();
  });
}

function copy(piece, inner, names) {
  for (const name of names) {
    if (piece.hasAttribute(name)) inner.setAttribute(name, piece.getAttribute(name));
    else inner.removeAttribute(name);
  }
  const label = piece.said("accessibilitylabel");
  if (label) inner.setAttribute("aria-label", label);
}

define("s-link", class extends Piece {
  static observedAttributes = ["href", "target", "rel", "download", "accessibilitylabel"];
  static delegatesFocus = true;
  static html = "<a><slot></slot></a>";
  static look = look("a { color: #005bd3; } a:hover { text-decoration: none; }");

  constructor() {
    super();
    offerNavigation(this, this.inner("a"));
  }

  show() {
    copy(this, this.inner("a"), ["href", "target", "rel", "download"]);
  }
});

// Admin shows its links; here they take no room.
define("s-app-nav", class extends Piece {
  static look = look(":host { display: none; }");
});

define("s-button-group", class extends Piece {
  static html = `
    <slot name="secondary-actions"></slot><slot></slot><slot name="primary-action"></slot>`;
  static look = look(":host { display: flex; flex-wrap: wrap; gap: .5rem; }");
});

define("s-button", class extends Piece {
  static formAssociated = true;
  static delegatesFocus = true;
  static observedAttributes = [
    "href", "target", "rel", "download", "disabled", "loading", "accessibilitylabel",
  ];
  static look = look(`
    :host { display: inline-block; vertical-align: middle; }
    .face {
      display: inline-flex; gap: .4rem; align-items: center; justify-content: center;
      width: 100%; min-height: 28px; padding: .25rem .75rem; border: 0; border-radius: 8px;
      color: #303030; background: #fff; box-shadow: inset 0 0 0 1px #0000004d;
      font-weight: 550; line-height: 20px; text-decoration: none; cursor: pointer;
    }
    .face:hover { background: #f7f7f7; }
    :host([tone="critical"]) .face { color: #8e0b21; }
    :host([variant="primary"]) .face { color: #fff; background: #303030; }
    :host([variant="primary"][tone="critical"]) .face { background: #c70a24; }
    :host([variant="tertiary"]) .face { background: none; box-shadow: none; }
    .face:disabled { color: #616161 !important; background: #ebebeb !important; cursor: default; }
    .face[aria-busy="true"] { cursor: progress; }
  `);

  #internals = this.attachInternals();

  constructor() {
    super();
    // After everybody who listens: the form must not leave when one of them prevents it.
    this.addEventListener("click", (event) => setTimeout(() => this.#press(event)));
  }

  get form() {
    return this.#internals.form;
  }

  get disabled() {
    return this.hasAttribute("disabled");
  }

  set disabled(is) {
    this.toggleAttribute("disabled", is);
  }

  formDisabledCallback() {
    this.show();
  }

  show() {
    const kind = this.hasAttribute("href") ? "a" : "button";
    if (!this.inner(kind)) this.#build(kind);
    const face = this.inner(kind);
    copy(this, face, ["href", "target", "rel", "download"]);
    if (kind === "a") return;
    const busy = this.hasAttribute("loading");
    face.type = "button";
    face.disabled = busy || this.matches(":disabled");
    face.setAttribute("aria-busy", busy);
  }

  #build(kind) {
    const face = document.createElement(kind);
    face.className = "face";
    face.append(document.createElement("slot"));
    this.shadowRoot.replaceChildren(face);
    if (kind === "a") offerNavigation(this, face);
  }

  #press(event) {
    const idle = this.inner("button:enabled") && !event.defaultPrevented && this.form;
    if (idle && this.said("type") === "reset") this.form.reset();
    if (!idle || this.said("type") !== "submit") return;
    // As a native submit button: the form holds its value while it is the one pressed.
    const pressed = this.said("name") ? this.said("value") : null;
    this.#internals.setFormValue(pressed);
    this.form.requestSubmit();
    setTimeout(() => this.#internals.setFormValue(null));
  }
});
