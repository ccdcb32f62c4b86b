// Colours in three systems. A colour keeps its red, green, blue and opacity as parts of 1.

(({ kit }) => {
  const MAXES = { rgb: [255, 255, 255, 255], hsb: [360, 100, 100, 1], hsl: [360, 100, 100, 1] };
  const clamp = (part) => Math.min(1, Math.max(0, part));

  /** Hue and saturation with brightness or lightness, from red, green, blue; all parts of 1. */
  function hueOf(red, green, blue) {
    const most = Math.max(red, green, blue);
    const spread = most - Math.min(red, green, blue);
    if (spread === 0) return 0;
    const sixth = most === red ? (green - blue) / spread : most === green ? 2 + (blue - red) / spread : 4 + (red - green) / spread;
    return ((sixth + 6) % 6) / 6;
  }

  function toHSB([red, green, blue, opacity]) {
    const most = Math.max(red, green, blue);
    return [hueOf(red, green, blue), most === 0 ? 0 : (most - Math.min(red, green, blue)) / most, most, opacity];
  }

  function toHSL([red, green, blue, opacity]) {
    const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
    const sum = most + least;
    const saturation = most === least ? 0 : sum < 1 ? (most - least) / sum : (most - least) / (2 - sum);
    return [hueOf(red, green, blue), saturation, sum / 2, opacity];
  }

  function fromHSB([hue, saturation, brightness, opacity]) {
    const channel = (shift) => {
      const place = (shift + hue * 6) % 6;
      return brightness - brightness * saturation * Math.max(0, Math.min(place, 4 - place, 1));
    };
    return [channel(5), channel(3), channel(1), opacity];
  }

  function fromHSL([hue, saturation, lightness, opacity]) {
    const brightness = lightness + saturation * Math.min(lightness, 1 - lightness);
    return fromHSB([hue, brightness === 0 ? 0 : 2 * (1 - lightness / brightness), brightness, opacity]);
  }

  const decoders = { rgb: (parts) => parts, hsb: fromHSB, hsl: fromHSL };
  const encoders = { rgb: (parts) => parts, hsb: toHSB, hsl: toHSL };

  class Color {
    /** `mode` and its maxima say in which numbers the colour is read out. */
    constructor(parts, mode, maxes) {
      this.parts = parts.map(clamp);
      this.mode = mode;
      this.maxes = maxes;
    }

    get levels() {
      return this.parts.map((part) => Math.round(part * 255));
    }

    /** As CSS writes it; `#rrggbb` and `#rrggbbaa` are other ways. */
    toString(format) {
      const [red, green, blue] = this.levels;
      if (/^#rrggbb(aa)?$/.test(format)) return `#${this.levels.slice(0, format.length === 7 ? 3 : 4).map((level) => level.toString(16).padStart(2, '0')).join('')}`;
      return `rgba(${red},${green},${blue},${this.parts[3]})`;
    }

    in(mode) {
      return encoders[mode](this.parts);
    }

    #set(index, value) {
      this.parts[index] = clamp(value / this.maxes.rgb[index]);
    }

    setRed(value) {
      this.#set(0, value);
    }

    setGreen(value) {
      this.#set(1, value);
    }

    setBlue(value) {
      this.#set(2, value);
    }

    setAlpha(value) {
      this.parts[3] = clamp(value / this.maxes[this.mode][3]);
    }
  }

  const pen = new OffscreenCanvas(1, 1).getContext('2d');

  /** A colour as CSS writes it, read by the browser; what it cannot read is white. */
  function parse(text) {
    const hsb = text.match(/^\s*hsba?\(\s*([\d.]+)\s*,\s*([\d.]+)%\s*,\s*([\d.]+)%\s*(?:,\s*([\d.]+)\s*)?\)\s*$/i);
    if (hsb) return fromHSB([(hsb[1] % 360) / 360, hsb[2] / 100, hsb[3] / 100, Number(hsb[4] ?? 1)]);
    pen.fillStyle = '#ffffff';
    pen.fillStyle = text;
    const read = pen.fillStyle;
    if (read.startsWith('#')) return [1, 3, 5].map((at) => Number.parseInt(read.slice(at, at + 2), 16) / 255).concat(1);
    const [red, green, blue, opacity] = read.match(/[\d.]+/g).map(Number);
    return [red / 255, green / 255, blue / 255, opacity];
  }

  /** The colour system of a picture, and colours made in it. */
  class ColourMode {
    mode = 'rgb';
    maxes = { rgb: [...MAXES.rgb], hsb: [...MAXES.hsb], hsl: [...MAXES.hsl] };

    copy() {
      const other = new ColourMode();
      other.mode = this.mode;
      other.maxes = { rgb: [...this.maxes.rgb], hsb: [...this.maxes.hsb], hsl: [...this.maxes.hsl] };
      return other;
    }

    set(mode, ...maxes) {
      if (!(mode in MAXES)) return;
      this.mode = mode;
      const own = this.maxes[mode];
      if (maxes.length === 1) own.fill(maxes[0]);
      else maxes.slice(0, 4).forEach((most, index) => (own[index] = most));
    }

    /** A colour from what `fill()` and its kin are given. */
    color(...values) {
      const [first] = values;
      if (first instanceof Color) return first;
      if (Array.isArray(first)) return this.color(...first);
      if (typeof first === 'string') return new Color(parse(first), this.mode, this.maxes);
      const most = this.maxes[this.mode];
      if (!values.length || values.slice(0, 4).some((value) => typeof value !== 'number')) throw new TypeError('color: numbers, a text, an array or a colour is needed');
      if (values.length < 3) {
        // One number is a grey: on the scale of brightness or lightness where there is one.
        const grey = first / most[this.mode === 'rgb' ? 0 : 2];
        return new Color([grey, grey, grey, values.length === 2 ? values[1] / most[3] : 1], this.mode, this.maxes);
      }
      const parts = values.slice(0, 3).map((value, index) => value / most[index]);
      const [hue, ...rest] = parts;
      const opacity = values.length > 3 ? values[3] / most[3] : 1;
      if (this.mode === 'rgb') return new Color([...parts, opacity], this.mode, this.maxes);
      return new Color(decoders[this.mode]([((hue % 1) + 1) % 1, ...rest.map(clamp), opacity]), this.mode, this.maxes);
    }

    lerpColor(from, to, part) {
      const [start, stop] = [this.color(from).in(this.mode), this.color(to).in(this.mode)];
      const share = clamp(part);
      return new Color(decoders[this.mode](start.map((value, index) => value + (stop[index] - value) * share)), this.mode, this.maxes);
    }

    /** One part of a colour on its scale. */
    read(value, system, index) {
      const colour = this.color(value);
      return colour.in(system)[index] * colour.maxes[system][index];
    }
  }

  kit.Color = Color;
  kit.ColourMode = ColourMode;
  kit.readers = {
    color: (mode, ...values) => mode.color(...values),
    lerpColor: (mode, ...values) => mode.lerpColor(...values),
    colorMode(mode, ...values) {
      mode.set(...values);
    },
    red: (mode, value) => mode.read(value, 'rgb', 0),
    green: (mode, value) => mode.read(value, 'rgb', 1),
    blue: (mode, value) => mode.read(value, 'rgb', 2),
    alpha(mode, value) {
      const colour = mode.color(value);
      return colour.parts[3] * colour.maxes[colour.mode][3];
    },
    hue(mode, value) {
      const system = mode.color(value).mode === 'hsb' ? 'hsb' : 'hsl';
      return mode.read(value, system, 0);
    },
    saturation(mode, value) {
      const system = mode.color(value).mode === 'hsb' ? 'hsb' : 'hsl';
      return mode.read(value, system, 1);
    },
    brightness: (mode, value) => mode.read(value, 'hsb', 2),
    lightness: (mode, value) => mode.read(value, 'hsl', 2),
  };
  kit.define({ RGB: 'rgb', HSB: 'hsb', HSL: 'hsl' });
})(self.runner);
