// What the families of the sketch runtime share while it is put together. Names and arguments are those of the p5.js reference; the code is ours.

((runner) => {
  const { MOST_SIDE } = runner;

  class Kit {
    /** Functions and constants that become globals. */
    api = {};
    /** Globals that are read each time. */
    values = {};
    /** What one function sets and another one reads. */
    modes = { angle: 'radians' };

    define(members) {
      Object.assign(this.api, members);
    }

    /** Sides of a picture, in whole pixels, within the bound. */
    side(value, name) {
      const side = Math.floor(Number(value));
      if (!(side >= 1)) throw new RangeError(`${name}: a side of ${value} px`);
      if (side > MOST_SIDE) throw new RangeError(`${name}: a side of ${value} px is more than ${MOST_SIDE}`);
      return side;
    }

    toRadians(angle) {
      return this.modes.angle === 'degrees' ? (angle * Math.PI) / 180 : angle;
    }

    fromRadians(angle) {
      return this.modes.angle === 'degrees' ? (angle * 180) / Math.PI : angle;
    }
  }

  runner.kit = new Kit();
})(self.runner);
