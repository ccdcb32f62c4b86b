// Single pixels, and filters over all of them.

(({ kit }) => {
  const WEIGHTS = [0.2126, 0.7152, 0.0722];
  const luminance = (data, at) => data[at] * WEIGHTS[0] + data[at + 1] * WEIGHTS[1] + data[at + 2] * WEIGHTS[2];
  /** Runs over all pixels; `change` gets the array and the place of a pixel. */
  const each = (data, change) => {
    for (let at = 0; at < data.length; at += 4) change(data, at);
  };

  /** Each pixel takes over the brightest, or the darkest, of itself and its four neighbours. */
  function spread(data, width, height, isBetter) {
    const from = data.slice();
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        let best = (y * width + x) * 4;
        const place = best;
        const look = (at) => {
          if (isBetter(luminance(from, at), luminance(from, best))) best = at;
        };
        if (x > 0) look(place - 4);
        if (x < width - 1) look(place + 4);
        if (y > 0) look(place - width * 4);
        if (y < height - 1) look(place + width * 4);
        for (let channel = 0; channel < 4; channel += 1) data[place + channel] = from[best + channel];
      }
    }
  }

  /** A Gaussian, first along rows and then along columns, with colours weighed by their opacity. */
  function blur(data, width, height, radius) {
    const reach = Math.max(1, Math.ceil(radius * 2));
    const weights = Array.from({ length: reach * 2 + 1 }, (_, index) => Math.exp(-((index - reach) ** 2) / (2 * radius * radius)));
    const pass = (from, length, lanes, step, laneStep) => {
      const to = new Uint8ClampedArray(from.length);
      for (let lane = 0; lane < lanes; lane += 1) {
        for (let index = 0; index < length; index += 1) {
          const sums = [0, 0, 0, 0];
          let total = 0;
          for (let shift = -reach; shift <= reach; shift += 1) {
            const at = (lane * laneStep + Math.min(length - 1, Math.max(0, index + shift)) * step) * 4;
            const weight = weights[shift + reach];
            const share = weight * from[at + 3];
            for (let channel = 0; channel < 3; channel += 1) sums[channel] += from[at + channel] * share;
            sums[3] += share;
            total += weight;
          }
          const at = (lane * laneStep + index * step) * 4;
          for (let channel = 0; channel < 3; channel += 1) to[at + channel] = sums[3] ? sums[channel] / sums[3] : 0;
          to[at + 3] = sums[3] / total;
        }
      }
      return to;
    };
    data.set(pass(pass(data, width, height, 1, width), height, width, width, 1));
  }

  const filters = {
    invert: (data) => each(data, (_, at) => [0, 1, 2].forEach((channel) => (data[at + channel] = 255 - data[at + channel]))),
    gray: (data) => each(data, (_, at) => data.fill(luminance(data, at), at, at + 3)),
    opaque: (data) => each(data, (_, at) => (data[at + 3] = 255)),
    threshold(data, width, height, level = 0.5) {
      each(data, (_, at) => data.fill(luminance(data, at) >= Math.floor(level * 255) ? 255 : 0, at, at + 3));
    },
    posterize(data, width, height, levels = 4) {
      if (!(levels >= 2 && levels <= 255)) throw new RangeError('filter: POSTERIZE takes 2 to 255 levels');
      const step = (value) => (Math.floor((value * levels) / 256) * 255) / (levels - 1);
      each(data, (_, at) => [0, 1, 2].forEach((channel) => (data[at + channel] = step(data[at + channel]))));
    },
    blur(data, width, height, radius = 4) {
      if (radius > 0) blur(data, width, height, radius);
    },
    erode: (data, width, height) => spread(data, width, height, (other, best) => other < best),
    dilate: (data, width, height) => spread(data, width, height, (other, best) => other > best),
  };

  const pixelMethods = {
    /** One pixel as four numbers, a part as a picture, or all of it. */
    get(x, y, width, height) {
      if (x !== undefined && width === undefined) {
        const { data } = this.context.getImageData(Math.floor(x), Math.floor(y), 1, 1);
        return [...data];
      }
      const [wide, high] = [width ?? this.width, height ?? this.height];
      const part = kit.createImage(wide, high);
      part.context.drawImage(this.canvas, x ?? 0, y ?? 0, wide, high, 0, 0, part.width, part.height);
      return part;
    },

    /** A pixel, or a picture at that place. Pixels show after updatePixels(). */
    set(x, y, value) {
      if (value?.canvas) {
        this.untransformed((context) => context.drawImage(value.canvas, x, y));
        return this.loadPixels();
      }
      if (this.pixels.length !== this.width * this.height * 4) this.loadPixels();
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < 0 || row < 0 || column >= this.width || row >= this.height) return;
      const levels = typeof value === 'number' ? [value, value, value, 255] : value instanceof kit.Color ? value.levels : value;
      for (let channel = 0; channel < 4; channel += 1) this.pixels[(row * this.width + column) * 4 + channel] = levels[channel] ?? 255;
    },

    loadPixels() {
      this.loaded = this.context.getImageData(0, 0, this.width, this.height);
      this.pixels = this.loaded.data;
    },

    updatePixels(x = 0, y = 0, width = this.width, height = this.height) {
      // A picture of another size has been made since.
      if (this.loaded?.width !== this.width || this.loaded?.height !== this.height) return;
      this.context.putImageData(this.loaded, 0, 0, x, y, width, height);
    },

    filter(kind, value) {
      if (!Object.hasOwn(filters, kind)) throw new TypeError(`filter: ${kind} is not known`);
      const image = this.context.getImageData(0, 0, this.width, this.height);
      filters[kind](image.data, this.width, this.height, value);
      this.context.putImageData(image, 0, 0);
    },

    /** `copy([picture], sx, sy, sw, sh, dx, dy, dw, dh)`: the picture itself if none is named. */
    copy(...values) {
      const from = typeof values[0] === 'object' ? values.shift() : this;
      const [sx, sy, sw, sh, dx, dy, dw, dh] = values;
      this.untransformed((context) => context.drawImage(from.canvas, sx, sy, sw, sh, dx, dy, dw, dh));
    },
  };

  kit.pixelMethods = pixelMethods;
  Object.assign(kit.Surface.prototype, pixelMethods);
  kit.define({
    INVERT: 'invert', GRAY: 'gray', OPAQUE: 'opaque', THRESHOLD: 'threshold', POSTERIZE: 'posterize', BLUR: 'blur', ERODE: 'erode', DILATE: 'dilate',
  });
})(self.runner);
