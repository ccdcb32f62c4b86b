// The audio runtime: says what sounds when. The frame plays it, 200 ms after it was said, so that no beat comes late.
//
// synth({wave, attack, decay, sustain, release, volume}), pluck(…), noise(…) and kick(…) make instruments. play(instrument, note, beats) plays one.
// Inside every(), that is at the beat, otherwise at once.

((runner) => {
  const { canvas, hooks, post, clock, fail } = runner;
  const AHEAD_S = 0.2;
  const MOST_AT_ONCE = 400;
  const LETTERS = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
  const STEPS = {
    major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10], 'harmonic minor': [0, 2, 3, 5, 7, 8, 11], dorian: [0, 2, 3, 5, 7, 9, 10], phrygian: [0, 1, 3, 5, 7, 8, 10],
    lydian: [0, 2, 4, 6, 7, 9, 11], mixolydian: [0, 2, 4, 5, 7, 9, 10], locrian: [0, 1, 3, 5, 6, 8, 10], pentatonic: [0, 2, 4, 7, 9], 'minor pentatonic': [0, 3, 5, 7, 10],
    blues: [0, 3, 5, 6, 7, 10], 'whole tone': [0, 2, 4, 6, 8, 10], chromatic: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  };
  const FROM_A4 = 9;

  let tempo = 120;
  let loudness = 0;
  /** Seconds of the frame's clock of sound, and ours when it said so. */
  let heardAt = null;
  let saidAt = 0;
  /** Inside every(): when the beat is. */
  let beatAt = null;
  let said = 0;
  const beats = [];
  /** Instruments made at this beat that nothing has played so far. */
  const silent = new Map();

  function frequency(letter, sharp, octave) {
    const half = LETTERS[letter.toUpperCase()] + (sharp === '#' ? 1 : sharp === 'b' ? -1 : 0);
    return 440 * 2 ** ((half - FROM_A4) / 12 + (octave - 4));
  }

  /** "A4" is 440; a number is a frequency already. */
  function note(name) {
    if (typeof name === 'number') return name;
    const parts = String(name).trim().match(/^([A-Ga-g])([#b]?)(-?\d)?$/);
    if (!parts) throw new TypeError(`note: ${name} is not a note such as "A4", "C#3" or "Eb5"`);
    return frequency(parts[1], parts[2], Number(parts[3] ?? 4));
  }

  /** The frequencies of a scale such as "C major" or "A3 minor pentatonic", upwards from octave 4 if none is named. */
  function scale(name) {
    const parts = String(name).trim().match(/^([A-Ga-g][#b]?-?\d?)\s+(.+)$/);
    const steps = parts && STEPS[parts[2].toLowerCase()];
    if (!steps) throw new TypeError(`scale: ${name} is not a scale such as "C major"; known: ${Object.keys(STEPS).join(', ')}`);
    const root = note(parts[1]);
    return steps.map((step) => root * 2 ** (step / 12));
  }

  /**
   * Makes instruments of a kind. `kick()` or `pluck("A4", 2)` inside every() sounds at the beat without play(); with a note, it sounds at once elsewhere, too.
   */
  const instrument = (kind, standard) => (first, second) => {
    const isNote = typeof first === 'string' || typeof first === 'number';
    const voice = { kind, ...standard, ...(isNote ? {} : first) };
    if (beatAt !== null) silent.set(voice, [isNote ? first : undefined, second]);
    else if (isNote) play(voice, first, second);
    return voice;
  };
  const now = () => (heardAt === null ? 0 : heardAt + (clock() - saidAt) / 1_000);

  function tell(message) {
    said += 1;
    if (said <= MOST_AT_ONCE) post({ type: 'sound', ...message });
  }

  function play(voice, pitch, length = 1) {
    // A note alone is played by a plain synth.
    if (typeof voice?.kind !== 'string') return play(plain, voice, pitch);
    silent.delete(voice);
    for (const one of Array.isArray(pitch) ? pitch : [pitch]) {
      tell({ what: 'note', at: beatAt ?? now() + AHEAD_S, voice: { ...voice }, frequency: one === undefined ? 440 : note(one), seconds: (length * 60) / tempo });
    }
  }

  function every(length, task) {
    if (!(length > 0)) throw new RangeError('every: a number of beats above 0 is needed');
    if (typeof task !== 'function') throw new TypeError('every: a function is needed');
    const beat = { length, task, count: 0, due: null };
    beats.push(beat);
    return () => beats.splice(beats.indexOf(beat), 1);
  }

  /** Calls what is due within the next 200 ms. */
  function schedule() {
    if (heardAt === null) return;
    const until = now() + AHEAD_S;
    for (const beat of [...beats]) {
      const step = (beat.length * 60) / tempo;
      // After a pause the beats that are over are left out.
      if (beat.due === null) beat.due = now() + AHEAD_S / 2;
      if (beat.due < now() - step) beat.due += Math.ceil((now() - beat.due) / step) * step;
      while (beat.due <= until) {
        beatAt = beat.due;
        try {
          beat.task(beat.count, beat.due);
          for (const [voice, [pitch, length]] of [...silent]) play(voice, pitch, length);
        } catch (error) {
          fail(error);
        }
        beatAt = null;
        silent.clear();
        beat.count += 1;
        beat.due += (beat.length * 60) / tempo;
      }
    }
  }

  function bpm(value) {
    if (value === undefined) return tempo;
    if (!(value >= 10 && value <= 1_000)) throw new RangeError('bpm: 10 to 1000');
    tempo = value;
    return undefined;
  }

  const synth = instrument('synth', { wave: 'triangle', attack: 0.01, decay: 0.1, sustain: 0.6, release: 0.2, volume: 0.5 });
  const plain = synth();
  Object.assign(self, {
    canvas, synth, note, scale, play, every, bpm,
    noise: instrument('noise', { attack: 0.001, decay: 0.08, sustain: 0, release: 0.05, volume: 0.3 }),
    pluck: instrument('pluck', { decay: 0.996, volume: 0.6 }),
    kick: instrument('kick', { volume: 0.9 }),
    delay: (beats = 0.5, feedback = 0.35, wet = 0.3) => tell({ what: 'delay', seconds: (beats * 60) / tempo, feedback, wet }),
    reverb: (seconds = 2, wet = 0.3) => tell({ what: 'reverb', seconds, wet }),
    filter: (hertz = 20_000, q = 1, kind = 'lowpass') => tell({ what: 'filter', hertz, q, kind }),
    level: () => loudness,
  });

  let start = 0;
  const bars = new Float32Array(120);
  /** What is seen of a script that draws nothing: how loud it was. */
  function drawLevel() {
    const context = canvas.getContext('2d');
    bars.copyWithin(0, 1);
    bars[bars.length - 1] = loudness;
    context.fillStyle = '#0A0F1A';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#A3E635';
    const step = canvas.width / bars.length;
    bars.forEach((bar, index) => {
      const height = Math.max(2, bar * canvas.height * 0.9);
      context.fillRect(index * step + 1, (canvas.height - height) / 2, step - 2, height);
    });
  }

  runner.start = () => {
    start = clock();
  };
  runner.tick = ({ level, sounding }) => {
    loudness = level;
    said = 0;
    heardAt = sounding;
    saidAt = clock();
    schedule();
    const draw = typeof self.draw === 'function' ? self.draw : hooks.draw;
    if (draw) draw((clock() - start) / 1_000);
    else drawLevel();
    return true;
  };
})(self.runner);
