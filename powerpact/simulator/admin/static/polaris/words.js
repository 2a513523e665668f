// What is read.

const TONES = `
  :host([tone="info"]) .toned { color: #003a5a; background: #e0f0ff; }
  :host([tone="success"]) .toned { color: #014b40; background: #cdfee1; }
  :host([tone="warning"]) .toned { color: #4f4700; background: #fff1b3; }
  :host([tone="caution"]) .toned { color: #4f4700; background: #fff8db; }
  :host([tone="critical"]) .toned { color: #8e0b21; background: #fee8eb; }
`;

define("s-text", class extends Piece {
  static look = look(`
    :host([color="subdued"]) { color: #616161; }
    :host([type="strong"]) { font-weight: 650; }
    :host([tone="success"]) { color: #014b40; }
    :host([tone="warning"]), :host([tone="caution"]) { color: #4f4700; }
    :host([tone="critical"]) { color: #8e0b21; }
    :host([fontvariantnumeric="tabular-nums"]) { font-variant-numeric: tabular-nums; }
  `);
});

define("s-paragraph", class extends Piece {
  static html = "<p><slot></slot></p>";
  static look = look(`
    :host { display: block; }
    :host([color="subdued"]) { color: #616161; }
    p { margin: 0; overflow-wrap: break-word; }
  `);
});

define("s-heading", class extends Piece {
  static html = `<div role="heading"><slot></slot></div>`;
  static look = look(`
    :host { display: block; }
    div { font-size: 14px; font-weight: 650; line-height: 20px; }
  `);

  show() {
    this.inner("div").setAttribute("aria-level", this.closest("s-section") ? "3" : "2");
  }
});

define("s-badge", class extends Piece {
  static html = `<span class="toned"><slot></slot></span>`;
  static look = look(`
    span { display: inline-block; padding: 0 .5rem; border-radius: 8px; white-space: nowrap; }
    span { color: #303030; background: #ebebeb; font-size: 12px; font-weight: 550; }
    ${TONES}
  `);
});

define("s-spinner", class extends Piece {
  static observedAttributes = ["accessibilitylabel"];
  static html = `<span role="status"></span>`;
  static look = look(`
    span { display: inline-block; width: 1.25rem; height: 1.25rem; border-radius: 50%; }
    span { border: 3px solid #8a8a8a; border-top-color: transparent; }
    @media not (prefers-reduced-motion) { span { animation: turn 1s linear infinite; } }
    @keyframes turn { to { transform: rotate(1turn); } }
  `);

  show() {
    this.inner("span").setAttribute("aria-label", this.said("accessibilitylabel") || "Loading");
  }
});

define("s-banner", class extends Piece {
  static observedAttributes = ["heading", "tone", "dismissible"];
  static html = `
    <div class="toned">
      <div class="words"><strong></strong><div><slot></slot></div>
        <div class="actions"><slot name="primary-action"></slot>
          <slot name="secondary-actions"></slot></div></div>
      <button type="button" aria-label="Dismiss">✕</button>
    </div>`;
  static look = look(`
    :host { display: block; }
    .toned { display: flex; gap: .75rem; padding: .75rem 1rem; border-radius: 12px; }
    .toned { color: #303030; background: #fff; box-shadow: inset 0 0 0 1px #00000029; }
    .words { flex: 1; min-width: 0; overflow-wrap: break-word; }
    strong:empty { display: none; }
    strong { display: block; }
    .actions { display: flex; flex-wrap: wrap; gap: .5rem; }
    ::slotted([slot]) { margin-top: .5rem; }
    button { align-self: start; padding: 0 .4rem; border: 0; background: none; cursor: pointer; }
    ${TONES}
  `);

  constructor() {
    super();
    this.inner("button").addEventListener("click", () => {
      this.hidden = true;
      this.dispatchEvent(new Event("dismiss"));
    });
  }

  get dismissed() {
    return this.hidden;
  }

  show() {
    this.inner("strong").textContent = this.said("heading");
    this.inner("button").hidden = !this.hasAttribute("dismissible");
    const role = this.said("tone") === "critical" ? "alert" : "status";
    this.inner(".toned").setAttribute("role", role);
  }
});
