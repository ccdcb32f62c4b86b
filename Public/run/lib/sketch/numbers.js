// Numbers: arithmetic, trigonometry in the angle mode, and numbers as text.

(({ kit }) => {
  const list = (values) => (values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
  const constrain = (value, low, high) => Math.max(Math.min(value, high), low);
  const all = (name, work) => (value, ...rest) => (Array.isArray(value) ? value.map((one) => work(one, ...rest)) : work(value, ...rest));

  function map(value, start, stop, toStart, toStop, isWithin = false) {
    const mapped = ((value - start) / (stop - start)) * (toStop - toStart) + toStart;
    if (!isWithin) return mapped;
    return toStart < toStop ? constrain(mapped, toStart, toStop) : constrain(mapped, toStop, toStart);
  }

  function dist(...values) {
    if (values.length === 4) return Math.hypot(values[2] - values[0], values[3] - values[1]);
    return Math.hypot(values[3] - values[0], values[4] - values[1], values[5] - values[2]);
  }

  function round(value, decimals = 0) {
    if (!decimals) return Math.round(value);
    const factor = 10 ** decimals;
    return Math.round(value * factor) / factor;
  }

  /** Zeros are put before and after; what is beyond the last digit asked for is rounded. */
  function nf(value, left = 0, right) {
    const isNegative = value < 0;
    const text = right === undefined || right === '' ? String(Math.abs(value)) : Math.abs(value).toFixed(right);
    const [whole, part] = text.split('.');
    const digits = whole.padStart(left, '0');
    return `${isNegative ? '-' : ''}${digits}${part === undefined ? '' : `.${part}`}`;
  }

  function angleMode(mode) {
    if (mode === undefined) return kit.modes.angle;
    if (mode === 'degrees' || mode === 'radians') kit.modes.angle = mode;
  }

  kit.define({
    PI: Math.PI, TWO_PI: Math.PI * 2, TAU: Math.PI * 2, HALF_PI: Math.PI / 2, QUARTER_PI: Math.PI / 4, DEG_TO_RAD: Math.PI / 180, RAD_TO_DEG: 180 / Math.PI,
    DEGREES: 'degrees', RADIANS: 'radians',
    map, dist, round, constrain, angleMode,
    lerp: (start, stop, part) => start + (stop - start) * part,
    norm: (value, start, stop) => map(value, start, stop, 0, 1),
    mag: (x, y, z = 0) => Math.hypot(x, y, z),
    sq: (value) => value * value,
    fract: (value) => value - Math.floor(value),
    abs: Math.abs, ceil: Math.ceil, floor: Math.floor, exp: Math.exp, log: Math.log, pow: Math.pow, sqrt: Math.sqrt,
    min: (...values) => (list(values).length ? Math.min(...list(values)) : 0),
    max: (...values) => (list(values).length ? Math.max(...list(values)) : 0),
    sin: (angle) => Math.sin(kit.toRadians(angle)),
    cos: (angle) => Math.cos(kit.toRadians(angle)),
    tan: (angle) => Math.tan(kit.toRadians(angle)),
    asin: (ratio) => kit.fromRadians(Math.asin(ratio)),
    acos: (ratio) => kit.fromRadians(Math.acos(ratio)),
    atan: (ratio) => kit.fromRadians(Math.atan(ratio)),
    atan2: (y, x) => kit.fromRadians(Math.atan2(y, x)),
    degrees: (angle) => (angle * 180) / Math.PI,
    radians: (angle) => (angle * Math.PI) / 180,
    nf: all('nf', nf),
  });
})(self.runner);
