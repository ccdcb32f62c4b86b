// Vectors of two or three numbers.

(({ kit }) => {
  /** Numbers of a vector, an array, or arguments. */
  function numbers(x, y, z) {
    if (x instanceof Vector) return [x.x, x.y, x.z];
    if (Array.isArray(x)) return [x[0] || 0, x[1] || 0, x[2] || 0];
    return [x || 0, y || 0, z || 0];
  }

  /** For factors one number counts for all, and missing ones change nothing. */
  function factors(values) {
    const [first] = values;
    if (first instanceof Vector) return [first.x, first.y, first.z];
    const list = Array.isArray(first) ? first : values;
    if (list.length === 1 && !Array.isArray(first)) return [list[0], list[0], list[0]];
    return [list[0], list[1] ?? 1, list[2] ?? 1];
  }

  class Vector {
    constructor(x = 0, y = 0, z = 0) {
      this.x = x;
      this.y = y;
      this.z = z;
    }

    set(...values) {
      [this.x, this.y, this.z] = numbers(...values);
      return this;
    }

    copy() {
      return new Vector(this.x, this.y, this.z);
    }

    add(...values) {
      const [x, y, z] = numbers(...values);
      this.x += x;
      this.y += y;
      this.z += z;
      return this;
    }

    sub(...values) {
      const [x, y, z] = numbers(...values);
      this.x -= x;
      this.y -= y;
      this.z -= z;
      return this;
    }

    mult(...values) {
      const [x, y, z] = factors(values);
      this.x *= x;
      this.y *= y;
      this.z *= z;
      return this;
    }

    /** By zero nothing changes; a flat vector stays flat. */
    div(...values) {
      const [x, y, z] = factors(values);
      const isFlat = this.z === 0;
      if (x === 0 || y === 0 || (z === 0 && !isFlat)) return this;
      this.x /= x;
      this.y /= y;
      if (!isFlat) this.z /= z;
      return this;
    }

    rem(...values) {
      const [x, y, z] = factors(values);
      if (x) this.x %= x;
      if (y) this.y %= y;
      if (z) this.z %= z;
      return this;
    }

    mag() {
      return Math.sqrt(this.magSq());
    }

    magSq() {
      return this.x * this.x + this.y * this.y + this.z * this.z;
    }

    dot(...values) {
      const [x, y, z] = numbers(...values);
      return this.x * x + this.y * y + this.z * z;
    }

    cross({ x, y, z }) {
      return new Vector(this.y * z - this.z * y, this.z * x - this.x * z, this.x * y - this.y * x);
    }

    dist(other) {
      return other.copy().sub(this).mag();
    }

    normalize() {
      const length = this.mag();
      return length === 0 ? this : this.mult(1 / length);
    }

    limit(most) {
      const square = this.magSq();
      return square > most * most ? this.div(Math.sqrt(square)).mult(most) : this;
    }

    setMag(length) {
      return this.normalize().mult(length);
    }

    heading() {
      return kit.fromRadians(Math.atan2(this.y, this.x));
    }

    setHeading(angle) {
      const [length, turned] = [this.mag(), kit.toRadians(angle)];
      this.x = length * Math.cos(turned);
      this.y = length * Math.sin(turned);
      return this;
    }

    rotate(angle) {
      return this.setHeading(this.heading() + angle);
    }

    angleBetween(other) {
      const cosine = this.dot(other) / (this.mag() * other.mag());
      const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
      return kit.fromRadians(angle * (Math.sign(this.cross(other).z) || 1));
    }

    lerp(...values) {
      const part = values.pop();
      const [x, y, z] = numbers(...values);
      this.x += (x - this.x) * part;
      this.y += (y - this.y) * part;
      this.z += (z - this.z) * part;
      return this;
    }

    slerp(other, part) {
      const angle = kit.toRadians(this.angleBetween(other));
      const length = this.mag() + (other.mag() - this.mag()) * part;
      if (Math.sin(angle) === 0) return this.lerp(other, part);
      const [from, to] = [this.copy().normalize(), other.copy().normalize()];
      const turn = Math.abs(angle);
      from.mult(Math.sin((1 - part) * turn) / Math.sin(turn)).add(to.mult(Math.sin(part * turn) / Math.sin(turn)));
      return this.set(from.mult(length));
    }

    reflect(normal) {
      const unit = normal.copy().normalize();
      return this.sub(unit.mult(2 * this.dot(unit)));
    }

    array() {
      return [this.x, this.y, this.z];
    }

    equals(...values) {
      const [x, y, z] = numbers(...values);
      return this.x === x && this.y === y && this.z === z;
    }

    toString() {
      return `p5.Vector Object : [${this.x}, ${this.y}, ${this.z}]`;
    }

    static fromAngle(angle, length = 1) {
      const turned = kit.toRadians(angle);
      return new Vector(length * Math.cos(turned), length * Math.sin(turned), 0);
    }

    static fromAngles(theta, phi, length = 1) {
      const [around, down] = [kit.toRadians(phi), kit.toRadians(theta)];
      return new Vector(length * Math.sin(down) * Math.sin(around), -length * Math.cos(down), length * Math.sin(down) * Math.cos(around));
    }

    // As in p5.js, these two do not follow randomSeed().
    static random2D() {
      const angle = Math.random() * Math.PI * 2;
      return new Vector(Math.cos(angle), Math.sin(angle), 0);
    }

    static random3D() {
      const angle = Math.random() * Math.PI * 2;
      const height = Math.random() * 2 - 1;
      const flat = Math.sqrt(1 - height * height);
      return new Vector(flat * Math.cos(angle), flat * Math.sin(angle), height);
    }
  }

  // The same as functions of vectors, which change none of them.
  for (const name of ['add', 'sub', 'mult', 'div', 'rem', 'lerp', 'slerp', 'reflect', 'limit', 'normalize', 'setMag', 'setHeading', 'rotate']) {
    Vector[name] = (vector, ...values) => vector.copy()[name](...values);
  }
  for (const name of ['dot', 'cross', 'dist', 'mag', 'magSq', 'heading', 'angleBetween', 'array', 'equals', 'copy']) {
    Vector[name] = (vector, ...values) => vector[name](...values);
  }

  kit.Vector = Vector;
  kit.define({ createVector: (x, y, z) => new Vector(x, y, z) });
})(self.runner);
