// How loops sound: the voices, the effects and the limiter, on any audio context. The same loop sounds the same each time.

export const VOICES = ['kick', 'snare', 'hat_c', 'hat_o', 'bass', 'lead', 'pad', 'fx'];
/** The note of a new step; drums have none. */
export const USUAL_NOTES = [null, null, null, null, 'C2', 'C4', 'G3', 'C5'];
export const STEPS = 16;
const TONES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
/** C1 to C7. */
export const NOTES = Array.from({ length: 73 }, (_, index) => `${TONES[index % 12]}${Math.floor(index / 12) + 1}`);
const A4 = NOTES.indexOf('A4');
const ACCENTS = [0, 0.5, 0.75, 1];
/** Bass and kick stay dry, so that they stay clear. */
const WET = [false, true, true, true, false, true, true, true];
const REVERB_S = 2.5;
const PLUCK_S = 1.6;
const CEILING = 10 ** (-1 / 20);
const SMOOTH_S = 0.01;

export const stepSeconds = (loop) => 60 / loop.bpm / 4;
/** How much later than the grid a step sounds, in seconds. */
export const lateness = (loop, number) => (number % 2 ? loop.swing * stepSeconds(loop) : 0);
export const isAudible = (loop, voice) => !loop.tracks[voice].mute && (loop.tracks[voice].solo || !loop.tracks.some(({ solo }) => solo));
/** What sounds in a step of the whole chain. */
export const stepsAt = (loop, number) => loop.pages[loop.chain[Math.floor(number / STEPS)]].map((track) => track[number % STEPS]);

const level = (decibels) => 10 ** (decibels / 20);
const frequency = (note) => 440 * 2 ** ((NOTES.indexOf(note) - A4) / 12);

/** Numbers by chance between −1 and 1, the same for the same seed. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

function noise(context, seconds, channels, seed, shape = () => 1) {
  const buffer = context.createBuffer(channels, Math.round(seconds * context.sampleRate), context.sampleRate);
  for (let channel = 0; channel < channels; channel += 1) {
    const samples = buffer.getChannelData(channel);
    const next = chance(seed + channel);
    for (let index = 0; index < samples.length; index += 1) samples[index] = next() * shape(index / context.sampleRate);
  }
  return buffer;
}

/** Karplus and Strong: a short noise that runs round and is smoothed each time. */
function pluck(context, pitch) {
  const period = Math.max(2, Math.round(context.sampleRate / pitch));
  const buffer = context.createBuffer(1, Math.round(PLUCK_S * context.sampleRate), context.sampleRate);
  const samples = buffer.getChannelData(0);
  const next = chance(7);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = index < period ? next() : 0.498 * (samples[index - period] + (samples[index - period - 1] ?? 0));
  }
  return { buffer, rate: (pitch * (period + 0.5)) / context.sampleRate };
}

/** A loop's instruments on an audio context. */
export class Band {
  constructor(context, loop) {
    this.context = context;
    this.hiss = noise(context, 1, 1, 1);
    this.plucks = new Map();
    this.ringing = null;
    this.room = context.createConvolver();
    this.roomDecay = null;
    this.roomSend = context.createGain();
    this.echo = context.createDelay(2);
    this.echoBack = context.createGain();
    this.echoSend = context.createGain();
    this.out = context.createGain();
    this.roomSend.connect(this.room).connect(this.out);
    this.echoSend.connect(this.echo).connect(this.out);
    this.echo.connect(this.echoBack).connect(this.echo);
    this.limit();
    this.tracks = VOICES.map((_, voice) => {
      const gain = context.createGain();
      const pan = context.createStereoPanner();
      gain.connect(pan).connect(this.out);
      if (WET[voice]) {
        pan.connect(this.roomSend);
        pan.connect(this.echoSend);
      }
      return { gain: gain.gain, pan: pan.pan, input: gain };
    });
    this.update(loop, true);
  }

  /** A compressor that takes back what it adds, and a ceiling for what is faster than it. */
  limit() {
    const { context } = this;
    const compressor = context.createDynamicsCompressor();
    for (const [name, value] of Object.entries({ threshold: -1, knee: 0, ratio: 20, attack: 0.001, release: 0.1 })) compressor[name].value = value;
    const back = context.createGain();
    back.gain.value = level(-0.57);
    const ceiling = context.createWaveShaper();
    ceiling.curve = Float32Array.from({ length: 4_097 }, (_, index) => Math.max(-CEILING, Math.min(CEILING, index / 2_048 - 1)));
    this.out.connect(compressor).connect(back).connect(ceiling).connect(context.destination);
    this.end = ceiling;
  }

  /** Takes over volumes, places and effects; at once, or smoothly while it plays. */
  update(loop, atOnce = false) {
    this.loop = loop;
    const now = this.context.currentTime;
    const set = (param, value) => (atOnce ? param.setValueAtTime(value, now) : param.setTargetAtTime(value, now, SMOOTH_S));
    this.tracks.forEach(({ gain, pan }, voice) => {
      set(gain, isAudible(loop, voice) ? level(loop.tracks[voice].volume) : 0);
      set(pan, loop.tracks[voice].pan);
    });
    const { delay, reverb } = loop.fx;
    set(this.echo.delayTime, Math.min(2, delay.time * stepSeconds(loop)));
    set(this.echoBack.gain, delay.feedback);
    set(this.echoSend.gain, delay.wet);
    set(this.roomSend.gain, reverb.wet);
    if (this.roomDecay === reverb.decay) return;
    this.roomDecay = reverb.decay;
    // A thousandth is left after the decay.
    this.room.buffer = noise(this.context, REVERB_S, 2, 11, (time) => Math.exp((-6.91 * time) / reverb.decay));
  }

  /** All voices of one step of the chain, whose time it is at `time`. */
  play(number, time) {
    const steps = stepsAt(this.loop, number);
    const next = stepSeconds(this.loop) - lateness(this.loop, number) + lateness(this.loop, number + 1);
    steps.forEach((step, voice) => {
      if (!step || !isAudible(this.loop, voice)) return;
      // A closed hat in the same step closes the open one before it sounds.
      if (voice === 3 && steps[2] && isAudible(this.loop, 2)) return;
      this[VOICES[voice]](time, ACCENTS[step.v], this.tracks[voice].input, next, step.note);
    });
  }

  /** Ends everything within a moment. */
  stop() {
    const { gain } = this.out;
    gain.setTargetAtTime(0, this.context.currentTime, SMOOTH_S);
    setTimeout(() => this.end.disconnect(), 150);
  }

  /** Quieter, under a voice. */
  duck(decibels) {
    this.out.gain.setTargetAtTime(level(decibels), this.context.currentTime, 0.08);
  }

  // Parts of voices.

  envelope(target, time, points) {
    const { gain } = target;
    gain.setValueAtTime(0, 0);
    gain.setValueAtTime(points[0][1], time + points[0][0]);
    for (const [at, value] of points.slice(1)) gain.linearRampToValueAtTime(value, time + at);
    return gain;
  }

  /** A gain that falls from `peak` to nothing in `seconds`. */
  fall(out, time, peak, seconds) {
    const node = this.context.createGain();
    node.gain.setValueAtTime(peak, time);
    node.gain.exponentialRampToValueAtTime(peak / 1_000, time + seconds);
    node.connect(out);
    return node;
  }

  source(node, time, seconds) {
    node.start(time);
    node.stop(time + seconds);
    return node;
  }

  oscillator(type, pitch, time, seconds, detune = 0) {
    const node = this.context.createOscillator();
    node.type = type;
    node.frequency.setValueAtTime(pitch, time);
    node.detune.value = detune;
    return this.source(node, time, seconds);
  }

  hissing(time, seconds, highpass) {
    const node = this.context.createBufferSource();
    node.buffer = this.hiss;
    const filter = this.context.createBiquadFilter();
    filter.type = 'highpass';
    filter.frequency.value = highpass;
    this.source(node, time, seconds).connect(filter);
    return filter;
  }

  lowpass(from, to, time, seconds, resonance = 1) {
    const filter = this.context.createBiquadFilter();
    filter.type = 'lowpass';
    filter.Q.value = resonance;
    filter.frequency.setValueAtTime(from, time);
    filter.frequency.exponentialRampToValueAtTime(to, time + seconds);
    return filter;
  }

  // The voices.

  kick(time, accent, out) {
    const tone = this.oscillator('sine', 150, time, 0.4);
    tone.frequency.exponentialRampToValueAtTime(50, time + 0.1);
    tone.connect(this.fall(out, time, 0.9 * accent, 0.38));
  }

  snare(time, accent, out) {
    this.hissing(time, 0.25, 900).connect(this.fall(out, time, 0.6 * accent, 0.2));
    this.oscillator('triangle', 180, time, 0.2).connect(this.fall(out, time, 0.5 * accent, 0.14));
  }

  hat_c(time, accent, out) {
    this.choke(time);
    this.hissing(time, 0.08, 7_000).connect(this.fall(out, time, 0.8 * accent, 0.06));
  }

  hat_o(time, accent, out) {
    this.choke(time);
    const ringing = this.context.createGain();
    ringing.connect(out);
    this.hissing(time, 0.5, 6_500).connect(this.fall(ringing, time, 0.7 * accent, 0.45));
    this.ringing = ringing.gain;
  }

  /** Ends the open hat that still rings. */
  choke(time) {
    this.ringing?.setTargetAtTime(0, time, 0.004);
    this.ringing = null;
  }

  bass(time, accent, out, length, note) {
    const seconds = length * 0.95;
    const gain = this.context.createGain();
    this.envelope(gain, time, [[0, 0], [0.004, 0.55 * accent], [seconds * 0.7, 0.4 * accent], [seconds, 0]]);
    this.oscillator('sawtooth', frequency(note), time, seconds)
      .connect(this.lowpass(1_100, 260, time, seconds, 4))
      .connect(gain)
      .connect(out);
  }

  lead(time, accent, out, length, note) {
    const seconds = length * 0.95;
    const gain = this.context.createGain();
    this.envelope(gain, time, [[0, 0], [0.008, 0.16 * accent], [seconds * 0.8, 0.12 * accent], [seconds, 0]]);
    const filter = this.lowpass(4_200, 1_600, time, seconds);
    for (const detune of [-9, 0, 9]) this.oscillator('sawtooth', frequency(note), time, seconds, detune).connect(filter);
    filter.connect(gain).connect(out);
  }

  pad(time, accent, out, length, note) {
    const seconds = length + 0.5;
    const gain = this.context.createGain();
    this.envelope(gain, time, [[0, 0], [Math.min(0.12, length * 0.6), 0.35 * accent], [length, 0.28 * accent], [seconds, 0]]);
    for (const detune of [-5, 5]) this.oscillator('triangle', frequency(note), time, seconds, detune).connect(gain);
    gain.connect(out);
  }

  fx(time, accent, out, length, note) {
    if (!this.plucks.has(note)) this.plucks.set(note, pluck(this.context, frequency(note)));
    const { buffer, rate } = this.plucks.get(note);
    const node = this.context.createBufferSource();
    node.buffer = buffer;
    node.playbackRate.value = rate;
    this.source(node, time, PLUCK_S).connect(this.fall(out, time, 0.6 * accent, 1.5));
  }
}
