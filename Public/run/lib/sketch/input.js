// Mouse, keys and fingers, as the frame tells them.

(({ kit, fail, clock }) => {
  const state = { x: 0, y: 0, previousX: 0, previousY: 0, isPressed: false, button: 0, key: '', keyCode: 0, touches: [] };
  const down = new Set();
  const BUTTONS = ['left', 'center', 'right'];
  /** Browsers send the events of a mouse after those of a finger, within this time. */
  const ECHO_MS = 1_000;
  let touchedAt = -Infinity;
  const isEcho = () => clock() - touchedAt < ECHO_MS;

  /** Calls a function of the sketch if there is one. What it throws is shown, and the sketch goes on. */
  function call(name, event) {
    const listener = kit.own(name);
    if (!listener) return false;
    try {
      listener.call(self, event);
    } catch (error) {
      fail(error);
    }
    return true;
  }

  function moveTo({ x, y }) {
    state.x = x;
    state.y = y;
  }

  const eventFor = (facts) => ({ ...facts, preventDefault() {}, stopPropagation() {} });

  const takers = {
    mousedown(event) {
      moveTo(event);
      if (isEcho()) return;
      state.isPressed = true;
      state.button = BUTTONS[event.button] ?? 'left';
      call('mousePressed', event);
    },
    mouseup(event) {
      moveTo(event);
      if (isEcho()) return;
      state.isPressed = false;
      call('mouseReleased', event);
    },
    mousemove(event) {
      moveTo(event);
      if (isEcho()) return;
      if (state.isPressed) call('mouseDragged', event);
      else call('mouseMoved', event);
    },
    click(event) {
      moveTo(event);
      call('mouseClicked', event);
    },
    dblclick(event) {
      moveTo(event);
      call('doubleClicked', event);
    },
    wheel(event) {
      moveTo(event);
      call('mouseWheel', event);
    },
    keydown(event) {
      down.add(event.code);
      state.key = event.key;
      state.keyCode = event.code;
      if (event.repeat) return;
      call('keyPressed', event);
      if (event.key.length === 1 || event.key === 'Enter') call('keyTyped', event);
    },
    keyup(event) {
      down.delete(event.code);
      state.key = event.key;
      state.keyCode = event.code;
      call('keyReleased', event);
    },
    touchstart: (event) => touch('touchStarted', 'mousePressed', event),
    touchmove: (event) => touch('touchMoved', 'mouseDragged', event),
    touchend: (event) => touch('touchEnded', 'mouseReleased', event),
    blur() {
      down.clear();
      state.isPressed = false;
    },
    resize: (event) => call('windowResized', event),
  };

  /** A finger is a mouse for sketches that know of mice alone. */
  function touch(name, ofMouse, event) {
    touchedAt = clock();
    state.touches = event.touches;
    if (event.touches.length) moveTo(event.touches[0]);
    state.isPressed = event.touches.length > 0;
    state.button = 'left';
    if (!call(name, event)) call(ofMouse, event);
  }

  kit.input = {
    take(event) {
      if (Object.hasOwn(takers, event.kind)) takers[event.kind](eventFor({ ...event, keyCode: event.code }));
    },
    /** After a frame: where the mouse was in it. */
    remember() {
      state.previousX = state.x;
      state.previousY = state.y;
    },
  };

  Object.assign(kit.values, {
    mouseX: () => state.x, mouseY: () => state.y, pmouseX: () => state.previousX, pmouseY: () => state.previousY, mouseIsPressed: () => state.isPressed,
    mouseButton: () => state.button, key: () => state.key, keyCode: () => state.keyCode, keyIsPressed: () => down.size > 0, touches: () => state.touches,
  });
  kit.define({
    keyIsDown: (code) => down.has(code),
    BACKSPACE: 8, TAB: 9, ENTER: 13, RETURN: 13, SHIFT: 16, CONTROL: 17, OPTION: 18, ALT: 18, ESCAPE: 27, LEFT_ARROW: 37, UP_ARROW: 38, RIGHT_ARROW: 39,
    DOWN_ARROW: 40, DELETE: 46,
  });
})(self.runner);
