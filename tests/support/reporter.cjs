const { reporters } = require("mocha");

/** What mocha's own reporter shows, and as the last line what CI looks for. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.stats_ = this.stats;
  }

  epilogue() {
    super.epilogue();
    const { passes, failures } = this.stats;
    console.log(`${passes} passed, ${failures} failed`);
  }
};
