// The three runtime: three.js draws on `canvas`; `draw(t)` is called for each frame with the seconds since the start.

((runner) => {
  const { canvas, hooks, clock } = runner;

  // The library sets the size of the element in the page, which a Worker does not have.
  canvas.style = {};
  self.canvas = canvas;
  let start = 0;
  runner.start = () => {
    start = clock();
  };
  runner.tick = () => {
    const draw = typeof self.draw === 'function' ? self.draw : hooks.draw;
    draw?.((clock() - start) / 1_000);
    return draw !== undefined;
  };
})(self.runner);
