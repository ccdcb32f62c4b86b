// Puts the sketch runtime together: the canvas, the globals, and what happens in a tick.

((runner) => {
  const { kit, canvas, post, hooks } = runner;
  const { loop, input, Surface, Picture, Color, Vector } = kit;
  const main = new Surface(canvas);
  let isReady = false;

  /** A function of the sketch: declared at its top, or kept in a variable there. */
  kit.own = (name) => (typeof self[name] === 'function' ? self[name] : hooks[name]);

  class Graphics extends Surface {
    constructor(width, height) {
      super(new OffscreenCanvas(kit.side(width, 'createGraphics'), kit.side(height, 'createGraphics')));
    }

    resizeCanvas(width, height) {
      this.resize(width, height, 'resizeCanvas');
    }

    reset() {
      this.resetMatrix();
    }

    remove() {
      this.resize(1, 1, 'remove');
    }
  }

  /** What createCanvas() returns. The page around the canvas is not the sketch's to change, so these do nothing. */
  const element = { get width() { return main.width; }, get height() { return main.height; }, canvas };
  for (const name of ['parent', 'position', 'style', 'id', 'class', 'center', 'addClass', 'attribute', 'show', 'hide']) element[name] = () => element;
  for (const name of ['mousePressed', 'mouseReleased', 'mouseClicked', 'mouseMoved', 'mouseWheel', 'doubleClicked']) {
    element[name] = (listener) => {
      hooks[name] ??= listener;
      return element;
    };
  }

  const refuseWebGL = (kind) => {
    if (kind === 'webgl' || kind === 'webgl2') kit.refuse('WEBGL');
  };

  kit.define({
    createCanvas(width = 100, height = 100, kind) {
      refuseWebGL(kind);
      main.resize(width, height, 'createCanvas');
      return element;
    },
    resizeCanvas(width, height) {
      main.resize(width, height, 'resizeCanvas');
      if (isReady && loop.isOn === false) redraw();
    },
    createGraphics(width, height, kind) {
      refuseWebGL(kind);
      return new Graphics(width, height);
    },
    pixelDensity: (density) => (density === undefined ? 1 : undefined),
    describe: (text) => post({ type: 'describe', text: String(text) }),
    print: (...values) => console.log(...values),
    redraw,
  });
  Object.assign(kit.values, { width: () => main.width, height: () => main.height, pixels: () => main.pixels });

  // All drawing functions draw on the canvas.
  const drawing = [
    'push', 'pop', 'background', 'clear', 'fill', 'noFill', 'stroke', 'noStroke', 'erase', 'noErase', 'blendMode', 'strokeWeight', 'strokeCap', 'strokeJoin',
    'color', 'red', 'green', 'blue', 'alpha', 'hue', 'saturation', 'brightness', 'lightness', 'lerpColor', 'colorMode', 'point', 'line', 'rect', 'square', 'circle',
    'ellipse', 'arc', 'triangle', 'quad', 'bezier', 'curve', 'rectMode', 'ellipseMode', 'beginShape', 'endShape', 'vertex', 'bezierVertex', 'quadraticVertex',
    'curveVertex', 'translate', 'rotate', 'scale', 'shearX', 'shearY', 'applyMatrix', 'resetMatrix', 'text', 'textSize', 'textAlign', 'textFont', 'textLeading',
    'textStyle', 'textWidth', 'textAscent', 'textDescent', 'image', 'imageMode', 'tint', 'noTint', 'get', 'set', 'loadPixels', 'updatePixels', 'copy', 'filter',
  ];
  for (const name of drawing) kit.api[name] = (...values) => main[name](...values);

  /** A name of ours that a sketch may use for something of its own. */
  function replaceable(name, get) {
    Object.defineProperty(self, name, {
      configurable: true,
      enumerable: true,
      get,
      set: (value) => Object.defineProperty(self, name, { value, configurable: true, enumerable: true, writable: true }),
    });
  }
  for (const [name, value] of Object.entries(kit.api)) Object.defineProperty(self, name, { value, configurable: true, enumerable: true, writable: true });
  for (const [name, get] of Object.entries(kit.values)) replaceable(name, get);
  for (const name of kit.absent) {
    // Names that the language itself has stay what they are.
    if (!(name in self)) replaceable(name, () => kit.refuse(name));
  }
  const classes = { Vector, Color, Image: Picture, Graphics };
  const p5 = function p5() {
    throw new Error('p5: sketches run in global mode in this runtime');
  };
  self.p5 = new Proxy(p5, {
    get(target, name) {
      if (Object.hasOwn(classes, name)) return classes[name];
      if (typeof name === 'symbol' || name in target) return target[name];
      return kit.refuse(`p5.${name}`);
    },
  });

  function frame() {
    loop.count(runner.clock());
    main.resetMatrix();
    kit.own('draw')?.();
    input.remember();
  }

  function redraw(times = 1) {
    for (let index = 0; index < times; index += 1) frame();
  }

  runner.start = async () => {
    if (kit.own('preload')) {
      kit.own('preload')();
      await kit.pictures();
    }
    loop.begin();
    kit.own('setup')?.();
    isReady = true;
  };

  let hasDrawn = false;
  runner.tick = ({ events }) => {
    for (const event of events) input.take(event);
    const now = runner.clock();
    if (hasDrawn && !loop.isDue(now)) return false;
    if (!hasDrawn || loop.isOn) {
      hasDrawn = true;
      frame();
      return true;
    }
    return false;
  };
})(self.runner);
