// Moving, turning and stretching what is drawn next.

(({ kit }) => {
  Object.assign(kit.Surface.prototype, {
    translate(x, y) {
      if (typeof x === 'object') [x, y] = [x.x, x.y];
      this.context.translate(x, y);
    },

    rotate(angle) {
      this.context.rotate(kit.toRadians(angle));
    },

    scale(x, y) {
      if (x instanceof kit.Vector) [x, y] = [x.x, x.y];
      else if (Array.isArray(x)) [x, y] = x;
      this.context.scale(x, y ?? x);
    },

    shearX(angle) {
      this.context.transform(1, 0, Math.tan(kit.toRadians(angle)), 1, 0, 0);
    },

    shearY(angle) {
      this.context.transform(1, Math.tan(kit.toRadians(angle)), 0, 1, 0, 0);
    },

    applyMatrix(...values) {
      this.context.transform(...(Array.isArray(values[0]) ? values[0] : values).slice(0, 6));
    },

    resetMatrix() {
      this.context.setTransform(1, 0, 0, 1, 0, 0);
    },
  });
})(self.runner);
