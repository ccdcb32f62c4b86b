// Simple shapes.

(({ kit }) => {
  const CIRCLE = Math.PI * 2;

  /** Left, top, width and height from the four numbers of a shape, as its mode means them. */
  function box(mode, a, b, c, d) {
    if (mode === 'corners') return { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(c - a), height: Math.abs(d - b) };
    if (mode === 'center') return { x: a - c / 2, y: b - d / 2, width: c, height: d };
    if (mode === 'radius') return { x: a - c, y: b - d, width: c * 2, height: d * 2 };
    return { x: a, y: b, width: c, height: d };
  }

  function polygon(points, isClosed = true) {
    const path = new Path2D();
    points.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (isClosed) path.closePath();
    return path;
  }

  /** Angles of an arc from 0 up to a turn; on an ellipse they mean what one sees, as on a circle. */
  function visible(angle, width, height) {
    const turn = ((angle % CIRCLE) + CIRCLE) % CIRCLE;
    if (width === height || width === 0 || height === 0) return turn;
    const adjusted = Math.atan2(Math.sin(turn) * width, Math.cos(turn) * height);
    return (adjusted + CIRCLE) % CIRCLE;
  }

  const shapes = {
    point(x, y) {
      if (typeof x === 'object') [x, y] = [x.x, x.y];
      const { context, style } = this;
      if (!style.stroke) return;
      const path = new Path2D();
      path.arc(x, y, style.weight / 2, 0, CIRCLE);
      context.save();
      context.fillStyle = context.strokeStyle;
      context.fill(path);
      context.restore();
    },

    line(x1, y1, x2, y2) {
      this.paint(polygon([[x1, y1], [x2, y2]], false), { fills: false });
    },

    triangle(x1, y1, x2, y2, x3, y3) {
      this.paint(polygon([[x1, y1], [x2, y2], [x3, y3]]));
    },

    quad(x1, y1, x2, y2, x3, y3, x4, y4) {
      this.paint(polygon([[x1, y1], [x2, y2], [x3, y3], [x4, y4]]));
    },

    rect(a, b, c, d = c, ...corners) {
      const { x, y, width, height } = box(this.style.rectMode, a, b, c, d);
      const path = new Path2D();
      if (corners.length && corners[0] !== undefined) {
        const most = Math.min(Math.abs(width), Math.abs(height)) / 2;
        const [first, second = first, third = second, fourth = third] = corners;
        path.roundRect(x, y, width, height, [first, second, third, fourth].map((radius) => Math.min(Math.max(0, radius), most)));
      } else path.rect(x, y, width, height);
      this.paint(path);
    },

    square(x, y, side, ...corners) {
      this.rect(x, y, side, side, ...corners);
    },

    ellipse(a, b, c, d = c) {
      const { x, y, width, height } = box(this.style.ellipseMode, a, b, c, d);
      const path = new Path2D();
      path.ellipse(x + width / 2, y + height / 2, Math.abs(width) / 2, Math.abs(height) / 2, 0, 0, CIRCLE);
      path.closePath();
      this.paint(path);
    },

    circle(x, y, diameter) {
      this.ellipse(x, y, diameter, diameter);
    },

    arc(a, b, c, d, start, stop, mode) {
      const { x, y, width, height } = box(this.style.ellipseMode, a, b, c, d);
      const [wide, high] = [Math.abs(width), Math.abs(height)];
      const [from, to] = [start, stop].map((angle) => visible(kit.toRadians(angle), wide, high));
      // Both ends at one place: the whole ellipse.
      if (Math.abs(from - to) < 1e-5 || Math.abs(Math.abs(from - to) - CIRCLE) < 1e-5) {
        const path = new Path2D();
        path.ellipse(x + width / 2, y + height / 2, wide / 2, high / 2, 0, 0, CIRCLE);
        return this.paint(path);
      }
      const along = (isPie, isClosed) => {
        const path = new Path2D();
        path.ellipse(x + width / 2, y + height / 2, wide / 2, high / 2, 0, from, to < from ? to + CIRCLE : to);
        if (isPie) path.lineTo(x + width / 2, y + height / 2);
        if (isClosed) path.closePath();
        return path;
      };
      const isPie = mode === 'pie';
      this.paint(along(mode === undefined || isPie, mode !== 'open'), { outline: along(isPie, isPie || mode === 'chord') });
    },

    bezier(x1, y1, x2, y2, x3, y3, x4, y4) {
      const path = new Path2D();
      path.moveTo(x1, y1);
      path.bezierCurveTo(x2, y2, x3, y3, x4, y4);
      this.paint(path);
    },

    /** From the second point to the third; the outer ones bend it. */
    curve(x1, y1, x2, y2, x3, y3, x4, y4) {
      const path = new Path2D();
      path.moveTo(x2, y2);
      kit.curveTo(path, [x1, y1], [x2, y2], [x3, y3], [x4, y4]);
      this.paint(path);
    },

    rectMode(mode) {
      this.style.rectMode = mode;
    },

    ellipseMode(mode) {
      this.style.ellipseMode = mode;
    },
  };

  /** A Catmull-Rom piece as a cubic. */
  kit.curveTo = (path, before, from, to, after) =>
    path.bezierCurveTo(
      from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6, to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6, to[0], to[1],
    );
  kit.box = box;
  kit.polygon = polygon;
  Object.assign(kit.Surface.prototype, shapes);
  kit.define({ CORNER: 'corner', CORNERS: 'corners', CENTER: 'center', RADIUS: 'radius', OPEN: 'open', CHORD: 'chord', PIE: 'pie' });
})(self.runner);
