// Shapes of any form, vertex by vertex.

(({ kit }) => {
  const at = ({ values }) => values.slice(-2);

  /** A path along all vertices. */
  function outline(vertices, isClosed) {
    const path = new Path2D();
    const curved = vertices.filter(({ kind }) => kind === 'curve');
    if (curved.length > 3) {
      // The first and the last curve vertex only bend; a closed shape goes around through all of them.
      const points = curved.map(at);
      path.moveTo(...points[1]);
      for (let index = 1; index + 2 < points.length; index += 1) kit.curveTo(path, ...points.slice(index - 1, index + 3));
    } else {
      vertices.forEach(({ kind, values }, index) => {
        if (index === 0) path.moveTo(...values);
        else if (kind === 'bezier') path.bezierCurveTo(...values);
        else if (kind === 'quadratic') path.quadraticCurveTo(...values);
        else path.lineTo(...values);
      });
    }
    if (isClosed) path.closePath();
    return path;
  }

  /** The parts that a kind of shape is made of: lists of vertices, by their places. */
  const parts = {
    points: (count) => Array.from({ length: count }, (_, index) => [index]),
    lines: (count) => Array.from({ length: Math.floor(count / 2) }, (_, index) => [index * 2, index * 2 + 1]),
    triangles: (count) => Array.from({ length: Math.floor(count / 3) }, (_, index) => [index * 3, index * 3 + 1, index * 3 + 2]),
    triangle_strip: (count) => Array.from({ length: Math.max(0, count - 2) }, (_, index) => [index, index + 1, index + 2]),
    triangle_fan: (count) => Array.from({ length: Math.max(0, count - 2) }, (_, index) => [0, index + 1, index + 2]),
    quads: (count) => Array.from({ length: Math.floor(count / 4) }, (_, index) => [0, 1, 2, 3].map((step) => index * 4 + step)),
    quad_strip: (count) => Array.from({ length: Math.max(0, Math.floor(count / 2) - 1) }, (_, index) => [0, 1, 3, 2].map((step) => index * 2 + step)),
  };

  Object.assign(kit.Surface.prototype, {
    beginShape(kind) {
      this.vertices = [];
      this.shapeKind = kind;
    },

    vertex(x, y) {
      this.vertices?.push({ kind: 'plain', values: [x, y] });
    },

    bezierVertex(...values) {
      if (!this.vertices?.length) throw new Error('bezierVertex: a vertex() must come first');
      this.vertices.push({ kind: 'bezier', values: values.slice(0, 6) });
    },

    quadraticVertex(...values) {
      if (!this.vertices?.length) throw new Error('quadraticVertex: a vertex() must come first');
      this.vertices.push({ kind: 'quadratic', values: values.slice(0, 4) });
    },

    curveVertex(x, y) {
      this.vertices?.push({ kind: 'curve', values: [x, y] });
    },

    endShape(mode) {
      const { vertices, shapeKind } = this;
      this.vertices = null;
      if (!vertices?.length) return;
      if (!(shapeKind in parts)) return this.paint(outline(vertices, false), { outline: outline(vertices, mode === 'close') });
      for (const part of parts[shapeKind](vertices.length)) {
        const points = part.map((index) => at(vertices[index]));
        if (points.length === 1) this.point(...points[0]);
        else this.paint(kit.polygon(points, points.length > 2), { fills: points.length > 2 });
      }
    },
  });

  kit.define({
    CLOSE: 'close', POINTS: 'points', LINES: 'lines', TRIANGLES: 'triangles', TRIANGLE_STRIP: 'triangle_strip', TRIANGLE_FAN: 'triangle_fan', QUADS: 'quads',
    QUAD_STRIP: 'quad_strip',
  });
})(self.runner);
