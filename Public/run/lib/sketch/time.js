// The loop, and what time it is.

((runner) => {
  const { kit, clock } = runner;
  const TOLERANCE_MS = 5;
  const SAMPLES = 10;

  class Loop {
    isOn = true;
    frameCount = 0;
    deltaTime = 0;
    #rate = 60;
    #due = 0;
    #last = 0;
    #start = clock();
    #recent = [];

    begin() {
      this.#start = this.#due = this.#last = clock();
    }

    /** Whether it is time for the next frame. */
    isDue(now) {
      return this.isOn && now - this.#due >= 1_000 / this.#rate - TOLERANCE_MS;
    }

    /** Counts a frame that is drawn now. */
    count(now) {
      this.#due = Math.max(this.#due + 1_000 / this.#rate, now - 1_000 / this.#rate);
      this.deltaTime = now - this.#last;
      this.#last = now;
      this.frameCount += 1;
      this.#recent.push(this.deltaTime);
      if (this.#recent.length > SAMPLES) this.#recent.shift();
    }

    rate(value) {
      if (value > 0) this.#rate = value;
      if (value !== undefined) return undefined;
      const sum = this.#recent.reduce((one, other) => one + other, 0);
      return sum ? (this.#recent.length * 1_000) / sum : 0;
    }

    millis() {
      return clock() - this.#start;
    }
  }

  const loop = new Loop();
  const now = () => new Date();
  kit.loop = loop;
  kit.define({
    loop() {
      loop.isOn = true;
    },
    noLoop() {
      loop.isOn = false;
    },
    isLooping: () => loop.isOn,
    frameRate: (value) => loop.rate(value),
    millis: () => loop.millis(),
    second: () => now().getSeconds(),
    minute: () => now().getMinutes(),
    hour: () => now().getHours(),
    day: () => now().getDate(),
    month: () => now().getMonth() + 1,
    year: () => now().getFullYear(),
  });
  Object.assign(kit.values, { frameCount: () => loop.frameCount, deltaTime: () => loop.deltaTime });
})(self.runner);
