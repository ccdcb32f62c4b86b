// Chance: the same numbers as p5.js gives for the same seeds, so that seeded sketches look the same here.

(({ kit }) => {
  const MODULUS = 2 ** 32;
  const SIZE = 4_096;
  const LAST = SIZE - 1;
  const Y_SHIFT = 4;
  const Z_SHIFT = 8;

  /** Numbers from 0 up to 1 by a linear congruence. */
  function generator(seed) {
    let state = seed >>> 0;
    return () => {
      state = (1_664_525 * state + 1_013_904_223) % MODULUS;
      return state / MODULUS;
    };
  }

  let next = Math.random;
  let spare = null;
  let lattice = null;
  let octaves = 4;
  let falloff = 0.5;

  function random(low, high) {
    const value = next();
    if (low === undefined) return value;
    if (Array.isArray(low)) return low[Math.floor(value * low.length)];
    if (high === undefined) return value * low;
    return low > high ? value * (low - high) + high : value * (high - low) + low;
  }

  /** Marsaglia's polar method; each turn gives two values. */
  function randomGaussian(mean = 0, deviation = 1) {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value * deviation + mean;
    }
    let x, y, square;
    do {
      x = next() * 2 - 1;
      y = next() * 2 - 1;
      square = x * x + y * y;
    } while (square >= 1);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * factor;
    return x * factor * deviation + mean;
  }

  const fillLattice = (draw) => Float64Array.from({ length: SIZE }, draw);
  const ease = (part) => 0.5 * (1 - Math.cos(part * Math.PI));
  const between = (one, other, part) => one + part * (other - one);

  /** The plane of the lattice at `place`, blended by x and y. */
  function plane(place, x, y) {
    const upper = between(lattice[place & LAST], lattice[(place + 1) & LAST], x);
    const row = place + (1 << Y_SHIFT);
    return between(upper, between(lattice[row & LAST], lattice[(row + 1) & LAST], x), y);
  }

  function noise(x, y = 0, z = 0) {
    lattice ??= fillLattice(Math.random);
    const whole = [x, y, z].map((value) => Math.floor(Math.abs(value)));
    const part = [x, y, z].map((value, index) => Math.abs(value) - whole[index]);
    let sum = 0;
    let strength = 0.5;
    for (let octave = 0; octave < octaves; octave += 1) {
      const place = whole[0] + (whole[1] << Y_SHIFT) + (whole[2] << Z_SHIFT);
      const [easedX, easedY] = [ease(part[0]), ease(part[1])];
      sum += strength * between(plane(place, easedX, easedY), plane(place + (1 << Z_SHIFT), easedX, easedY), ease(part[2]));
      strength *= falloff;
      for (let axis = 0; axis < 3; axis += 1) {
        whole[axis] <<= 1;
        part[axis] *= 2;
        if (part[axis] < 1) continue;
        whole[axis] += 1;
        part[axis] -= 1;
      }
    }
    return sum;
  }

  function shuffle(items, changesItself = false) {
    const mixed = changesItself ? items : [...items];
    for (let last = mixed.length; last > 1; ) {
      const index = Math.floor(next() * last);
      last -= 1;
      [mixed[last], mixed[index]] = [mixed[index], mixed[last]];
    }
    return mixed;
  }

  const seeded = (seed) => generator(seed ?? Math.random() * MODULUS);

  kit.define({
    random, randomGaussian, noise, shuffle,
    randomSeed(seed) {
      next = seeded(seed);
      spare = null;
    },
    noiseSeed(seed) {
      lattice = fillLattice(seeded(seed));
    },
    noiseDetail(count, strength) {
      if (count > 0) octaves = Math.floor(count);
      if (strength > 0) falloff = strength;
    },
  });
})(self.runner);
