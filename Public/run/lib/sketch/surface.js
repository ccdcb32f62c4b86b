// A picture that is drawn on: the canvas, and each one of createGraphics(). The families of drawing functions add their methods to it.

(({ kit }) => {
  const BLEND = {
    BLEND: 'source-over', REMOVE: 'destination-out', ADD: 'lighter', DARKEST: 'darken', LIGHTEST: 'lighten', DIFFERENCE: 'difference', EXCLUSION: 'exclusion',
    MULTIPLY: 'multiply', SCREEN: 'screen', REPLACE: 'copy', OVERLAY: 'overlay', HARD_LIGHT: 'hard-light', SOFT_LIGHT: 'soft-light', DODGE: 'color-dodge', BURN: 'color-burn',
  };

  function freshStyle() {
    return {
      fill: new kit.Color([1, 1, 1, 1], 'rgb', new kit.ColourMode().maxes), stroke: new kit.Color([0, 0, 0, 1], 'rgb', new kit.ColourMode().maxes),
      strokesText: false, weight: 1, cap: 'round', join: 'miter', tint: null, rectMode: 'corner', ellipseMode: 'center', imageMode: 'corner', blend: 'source-over',
      erasing: null, colours: new kit.ColourMode(), size: 12, leading: 15, leadingIsSet: false, face: 'sans-serif', textStyle: 'normal', alignX: 'left', alignY: 'alphabetic',
    };
  }

  class Surface {
    #stack = [];

    constructor(canvas) {
      this.canvas = canvas;
      this.context = canvas.getContext('2d');
      this.style = freshStyle();
      this.pixels = [];
      this.apply();
    }

    get width() {
      return this.canvas.width;
    }

    get height() {
      return this.canvas.height;
    }

    get drawingContext() {
      return this.context;
    }

    pixelDensity(density) {
      return density === undefined ? 1 : this;
    }

    /** Tells the context what the style says; needed after its size changed. */
    apply() {
      const { context, style } = this;
      context.fillStyle = String(style.fill ?? '#000');
      context.strokeStyle = String(style.stroke ?? '#000');
      context.lineWidth = style.weight;
      context.lineCap = style.cap;
      context.lineJoin = style.join;
      context.globalCompositeOperation = style.blend;
      this.applyFont?.();
    }

    /** A new size clears the picture; styles stay, transformations do not. */
    resize(width, height, name) {
      const [wide, high] = [kit.side(width, name), kit.side(height, name)];
      this.canvas.width = wide;
      this.canvas.height = high;
      this.apply();
    }

    push() {
      this.#stack.push({ ...this.style, colours: this.style.colours.copy() });
      this.context.save();
    }

    pop() {
      if (!this.#stack.length) return;
      this.style = this.#stack.pop();
      this.context.restore();
    }

    /** Draws with no transformation, and leaves everything as it was. */
    untransformed(draw) {
      const { context } = this;
      context.save();
      context.setTransform(1, 0, 0, 1, 0, 0);
      draw(context);
      context.restore();
    }

    background(...values) {
      if (values[0]?.canvas) return this.untransformed((context) => context.drawImage(values[0].canvas, 0, 0, this.width, this.height));
      const colour = this.style.colours.color(...values);
      if (typeof values[0] === 'string' && values.length > 1) colour.setAlpha(values[1]);
      this.untransformed((context) => {
        if (this.style.erasing) context.globalCompositeOperation = 'source-over';
        context.fillStyle = String(colour);
        context.fillRect(0, 0, this.width, this.height);
      });
    }

    clear() {
      this.untransformed((context) => context.clearRect(0, 0, this.width, this.height));
    }

    fill(...values) {
      this.style.fill = this.style.colours.color(...values);
      if (!this.style.erasing) this.context.fillStyle = String(this.style.fill);
    }

    noFill() {
      this.style.fill = null;
    }

    stroke(...values) {
      this.style.stroke = this.style.colours.color(...values);
      this.style.strokesText = true;
      if (!this.style.erasing) this.context.strokeStyle = String(this.style.stroke);
    }

    noStroke() {
      this.style.stroke = null;
    }

    strokeWeight(weight) {
      this.style.weight = weight;
      this.context.lineWidth = weight > 0 ? weight : 0.0001;
    }

    strokeCap(cap) {
      if (!['round', 'butt', 'square'].includes(cap)) return;
      this.style.cap = this.context.lineCap = cap;
    }

    strokeJoin(join) {
      if (!['round', 'bevel', 'miter'].includes(join)) return;
      this.style.join = this.context.lineJoin = join;
    }

    erase(fill = 255, stroke = 255) {
      this.style.erasing = { fill, stroke };
      this.context.globalCompositeOperation = 'destination-out';
      this.context.fillStyle = `rgba(0,0,0,${fill / 255})`;
      this.context.strokeStyle = `rgba(0,0,0,${stroke / 255})`;
    }

    noErase() {
      this.style.erasing = null;
      this.apply();
    }

    blendMode(mode) {
      if (!Object.values(BLEND).includes(mode)) return;
      this.style.blend = mode;
      if (!this.style.erasing) this.context.globalCompositeOperation = mode;
    }

    /** Fills and strokes a path as the style says. */
    paint(path, { fills = true, strokes = true, outline = path } = {}) {
      const { context, style } = this;
      if (fills && style.fill) context.fill(path);
      if (strokes && style.stroke && style.weight > 0) context.stroke(outline);
    }
  }

  for (const [name, read] of Object.entries(kit.readers)) {
    Surface.prototype[name] = function (...values) {
      return read(this.style.colours, ...values);
    };
  }

  kit.Surface = Surface;
  kit.define({ ...BLEND, SUBTRACT: 'subtract', ROUND: 'round', SQUARE: 'butt', PROJECT: 'square', MITER: 'miter', BEVEL: 'bevel', P2D: 'p2d' });
})(self.runner);
