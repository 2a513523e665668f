// What holds other things.

define("s-page", class extends Piece {
  static observedAttributes = ["heading", "inlinesize"];
  static html = `
    <header>
      <slot name="breadcrumb-actions"></slot>
      <h1></h1>
      <div class="actions">
        <slot name="secondary-actions"></slot><slot name="primary-action"></slot>
      </div>
    </header>
    <div class="columns">
      <div class="main"><slot></slot></div><div class="aside"><slot name="aside"></slot></div>
    </div>`;
  static look = look(`
    :host { display: block; max-width: 62rem; margin: 0 auto; padding: 1rem; }
    :host([inlinesize="small"]) { max-width: 41rem; }
    :host([inlinesize="large"]) { max-width: none; }
    header { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; min-height: 2rem; }
    h1 { margin: 0; font-size: 20px; line-height: 24px; overflow-wrap: anywhere; }
    .actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-left: auto; }
    .columns { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1rem; }
    .main { flex: 3 1 20rem; min-width: 0; }
    .aside { flex: 1 1 15rem; min-width: 0; }
    .aside.empty { display: none; }
    .main, .aside { display: flow-root; }
    ::slotted(*) { margin-bottom: 1rem; }
    header ::slotted(*) { margin: 0; }
  `);

  constructor() {
    super();
    this.inner('slot[name="aside"]').addEventListener("slotchange", () => this.show());
  }

  show() {
    this.inner("h1").textContent = this.said("heading");
    this.inner("h1").hidden = !this.said("heading");
    const filled = this.querySelector(':scope > [slot="aside"]');
    this.inner(".aside").classList.toggle("empty", !filled);
  }
});

define("s-section", class extends Piece {
  static observedAttributes = ["heading", "accessibilitylabel"];
  static html = `<section><h2 id="heading"></h2><slot></slot></section>`;
  static look = look(`
    :host { display: block; padding: 1rem; border-radius: 12px; background: #fff; }
    :host { box-shadow: 0 1px 0 #1a1a1a12, 0 0 0 1px #00000014; min-width: 0; }
    :host([padding="none"]) { padding: 0; overflow: hidden; }
    :host(.inner) { padding: 0; box-shadow: none; }
    h2 { margin: 0 0 .75rem; font-size: 14px; line-height: 20px; overflow-wrap: anywhere; }
    :host([padding="none"]) h2 { margin: 1rem 1rem .75rem; }
    ::slotted(s-section) { margin-top: 1rem; }
  `);

  show() {
    const label = this.said("accessibilitylabel") || this.said("heading");
    this.inner("h2").textContent = this.said("heading");
    this.inner("h2").hidden = !this.said("heading");
    const inner = this.parentElement?.closest("s-section");
    this.classList.toggle("inner", Boolean(inner));
    this.inner("h2").setAttribute("aria-level", inner ? "3" : "2");
    if (label) this.inner("section").setAttribute("aria-label", label);
  }
});

// Elements that only arrange; their attributes become style.
class Arrangement extends Piece {
  static observedAttributes = [
    "alignitems", "background", "border", "borderradius", "direction", "gap",
    "gridtemplatecolumns", "justifycontent", "padding",
  ];
  static html = `<div class="inside"><slot></slot></div>`;

  get inside() {
    return this.inner(".inside").style;
  }

  show() {
    this.inside.gap = space(this.said("gap"));
    this.inside.padding = space(this.said("padding"));
    this.inside.alignItems = this.said("alignitems");
    this.inside.justifyContent = this.said("justifycontent");
  }
}

define("s-stack", class extends Arrangement {
  static look = look(`
    :host { display: block; min-width: 0; }
    .inside { display: flex; flex-flow: column; }
    :host([direction="inline"]) .inside { flex-flow: row wrap; }
  `);
});

define("s-grid", class extends Arrangement {
  static look = look(`
    :host { display: block; min-width: 0; }
    .inside { display: grid; align-items: start; }
  `);

  show() {
    super.show();
    this.inside.gridTemplateColumns = this.said("gridtemplatecolumns");
  }
});

define("s-grid-item", class extends Piece {
  static look = look(":host { display: block; min-width: 0; }");
});

define("s-box", class extends Arrangement {
  static look = look(`
    :host { display: block; min-width: 0; }
    :host([background="subdued"]) .inside { background: #f7f7f7; }
    :host([border]) .inside { border: 1px solid #e3e3e3; }
    :host([borderradius]) .inside { border-radius: 8px; }
  `);
});

define("s-divider", class extends Piece {
  static html = "<hr>";
  static look = look(`
    :host { display: block; }
    hr { margin: 0; border: 0; border-top: 1px solid #e3e3e3; }
  `);
});

define("s-query-container", class extends Piece {
  static look = look(":host { display: block; container-type: inline-size; }");
});
