// Fields that offer a choice.

define("s-checkbox", class extends Field {
  static observedAttributes = [...Field.observedAttributes, "checked"];
  static html = `
    <div class="line"><input type="checkbox"><label for="control"></label></div>
    <div id="details"></div><div id="error"></div>`;
  static passedOn = ["required"];
  static look = look(`
    :host { display: block; }
    .line { display: flex; gap: .5rem; align-items: center; min-height: 24px; }
    input { flex: none; width: 16px; height: 16px; margin: 0; accent-color: #303030; }
    #details, #error { padding-left: 1.5rem; }
    #details:empty, #error:empty { display: none; }
    #details { color: #616161; }
    #error { color: #8e0b21; }
  `);

  get value() {
    return this.getAttribute("value") ?? "on";
  }

  set value(value) {
    this.setAttribute("value", value);
  }

  get checked() {
    return this.control.checked;
  }

  set checked(is) {
    this.control.checked = is;
    this.changed();
  }

  restore() {
    this.control.checked = this.hasAttribute("checked");
  }

  formValue() {
    return this.checked ? this.value : null;
  }

  formStateRestoreCallback(state) {
    this.checked = state !== null;
  }
});

define("s-option", class extends Piece {
  static look = look(":host { display: none; }");
});

// Its options are the <s-option>s in it, which come after it when a page is read.
define("s-select", class extends Field {
  static control = "<select></select>";
  static passedOn = ["required", "autocomplete"];
  #wanted = null;

  connectedCallback() {
    super.connectedCallback();
    const watch = { attributes: true, characterData: true, childList: true, subtree: true };
    this.watching ??= new MutationObserver(() => this.show());
    this.watching.observe(this, watch);
  }

  get value() {
    return this.control.value;
  }

  set value(value) {
    this.#wanted = value;
    this.touched = true;
    this.show();
  }

  changed() {
    this.#wanted = this.control.value;
    super.changed();
  }

  show() {
    const options = [...this.querySelectorAll("s-option")].map((one) => {
      const value = one.getAttribute("value") ?? one.textContent.trim();
      const option = new Option(one.textContent.trim(), value);
      option.disabled = one.hasAttribute("disabled");
      option.defaultSelected = one.hasAttribute("selected");
      return option;
    });
    if (this.said("placeholder")) options.unshift(new Option(this.said("placeholder"), ""));
    this.control.replaceChildren(...options);
    if (this.touched) this.control.value = this.#wanted;
    super.show();
  }

  restore() {
    if (this.hasAttribute("value")) this.control.value = this.said("value");
  }
});
