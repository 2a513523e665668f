// Fields of a form: they take part in it as native ones do.

class Field extends Piece {
  static formAssociated = true;
  static delegatesFocus = true;
  static observedAttributes = [
    "label", "details", "error", "value", "placeholder", "required", "disabled", "readonly",
    "min", "max", "step", "minlength", "maxlength", "rows", "autocomplete", "inputmode",
    "labelaccessibilityvisibility", "prefix", "suffix",
  ];
  static control = "<input>";
  static passedOn = [
    "placeholder", "required", "readonly", "min", "max", "step", "minlength", "maxlength",
    "rows", "autocomplete", "inputmode",
  ];
  static get html() {
    return `
      <label for="control"></label>
      <div class="box">
        <span class="before"></span>${this.control}<span class="behind"></span>
        <slot name="accessory"></slot>
      </div>
      <div id="details"></div><div id="error"></div>`;
  }
  static look = look(`
    :host { display: block; min-width: 0; }
    label { display: block; margin-bottom: .25rem; }
    :host([labelaccessibilityvisibility="exclusive"]) label {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    }
    .box { display: flex; align-items: center; }
    .box { min-height: 32px; padding: 0 .5rem; border: 1px solid #8a8a8a; border-radius: 8px; }
    .box { gap: .25rem; background: #fdfdfd; }
    .box:focus-within { outline: 2px solid #005bd3; outline-offset: 1px; }
    :host([error]) .box { border-color: #c70a24; background: #fee8eb; }
    input, textarea, select { flex: 1; width: 100%; min-width: 0; border: 0; background: none; }
    input, select { height: 30px; }
    input:focus, textarea:focus, select:focus { outline: none; }
    #details, #error { margin-top: .25rem; }
    #details:empty, #error:empty, .before:empty, .behind:empty { display: none; }
    #details, .before, .behind { color: #616161; }
    #error { color: #8e0b21; }
    ::placeholder { color: #616161; opacity: 1; }
  `);

  internals = this.attachInternals();
  touched = false; // from then on the attribute `value` is only what a reset brings back

  constructor() {
    super();
    this.control.id = "control";
    this.control.setAttribute("aria-describedby", "details error");
    this.control.addEventListener("input", () => this.changed());
    this.control.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    this.control.addEventListener("keydown", (event) => this.submitOnEnter(event));
  }

  get control() {
    return this.inner("input, textarea, select");
  }

  get form() {
    return this.internals.form;
  }

  get name() {
    return this.said("name");
  }

  get value() {
    return this.control.value;
  }

  set value(value) {
    this.control.value = value;
    this.changed();
  }

  changed() {
    this.touched = true;
    this.tell();
  }

  show() {
    copy(this, this.control, this.constructor.passedOn);
    for (const name of ["label", "details", "error"]) {
      this.inner(name === "label" ? name : `#${name}`).textContent = this.said(name);
    }
    for (const [place, name] of [[".before", "prefix"], [".behind", "suffix"]]) {
      const span = this.inner(place);
      if (span) span.textContent = this.said(name);
    }
    this.control.disabled = this.matches(":disabled");
    this.control.setAttribute("aria-invalid", this.hasAttribute("error"));
    if (!this.touched) this.restore();
    this.tell();
  }

  restore() {
    this.control.value = this.said("value");
  }

  // What the form hears: the value, and whether it will do.
  tell() {
    this.internals.setFormValue(this.formValue());
    const { willValidate, validity, validationMessage } = this.control;
    if (!willValidate || validity.valid) this.internals.setValidity({});
    else this.internals.setValidity(validity, validationMessage, this.control);
  }

  formValue() {
    return this.value;
  }

  formResetCallback() {
    this.touched = false;
    this.show();
  }

  formDisabledCallback() {
    this.show();
  }

  formStateRestoreCallback(state) {
    if (typeof state === "string") this.value = state;
  }

  checkValidity() {
    return this.internals.checkValidity();
  }

  reportValidity() {
    return this.internals.reportValidity();
  }

  submitOnEnter(event) {
    if (event.key !== "Enter" || event.isComposing || this.control.type === "textarea") return;
    if (!this.form || event.defaultPrevented) return;
    const submits = (one) =>
      one.matches('s-button[type="submit"], button:not([type]), [type="submit"], [type="image"]');
    const button = [...this.form.elements].find(submits);
    if (button) button.click();
    else this.form.requestSubmit();
  }
}

const input = (type, more = "") =>
  class extends Field {
    static control = `<input type="${type}" ${more}>`;
  };

define("s-text-field", input("text"));
define("s-number-field", input("number", 'inputmode="decimal"'));
define("s-email-field", input("email"));
define("s-search-field", input("search"));
define("s-url-field", input("url"));
define("s-password-field", input("password"));
define("s-text-area", class extends Field {
  static control = "<textarea></textarea>";
});
