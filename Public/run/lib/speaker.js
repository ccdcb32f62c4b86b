// What sounds in a run of an audio script. It starts with a click in the frame, as browsers and manners want it.
// What the Worker asks for comes from a stranger: each number has bounds, and so has the number of notes.

self.openSpeaker = (body) => {
  'use strict';

  const MOST_VOICES = 200;
  const WAVES = ['sine', 'triangle', 'square', 'sawtooth'];
  const FILTERS = ['lowpass', 'highpass', 'bandpass', 'notch'];
  const within = (value, low, high, standard) => (Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : standard);
  let context = null;
  let chain = null;
  let voices = 0;
  const wanted = {};
  /** Notes from before the click. */
  const early = [];

  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Click to hear it' });
  body.append(button);
  // A click anywhere in the frame will do.
  addEventListener('click', open);

  function open() {
    if (context) return;
    button.remove();
    context = new AudioContext();
    const [filter, delay, feedback, wetDelay, convolver, wetReverb, master, limiter, analyser] = [
      context.createBiquadFilter(), context.createDelay(4), context.createGain(), context.createGain(), context.createConvolver(), context.createGain(), context.createGain(),
      context.createDynamicsCompressor(), context.createAnalyser(),
    ];
    filter.frequency.value = 20_000;
    feedback.gain.value = wetDelay.gain.value = wetReverb.gain.value = 0;
    master.gain.value = 0.8;
    limiter.threshold.value = -6;
    limiter.ratio.value = 20;
    analyser.fftSize = 1_024;
    filter.connect(master);
    filter.connect(delay).connect(wetDelay).connect(master);
    delay.connect(feedback).connect(delay);
    filter.connect(convolver).connect(wetReverb).connect(master);
    master.connect(limiter).connect(analyser).connect(context.destination);
    chain = { filter, delay, feedback, wetDelay, convolver, wetReverb, analyser, samples: new Float32Array(analyser.fftSize), noise: makeNoise(2) };
    for (const change of Object.values(wanted)) changes[change.what](change);
    early.splice(0).forEach(sound);
  }

  function makeNoise(seconds) {
    const buffer = context.createBuffer(1, Math.round(seconds * context.sampleRate), context.sampleRate);
    const data = buffer.getChannelData(0);
    for (let index = 0; index < data.length; index += 1) data[index] = Math.random() * 2 - 1;
    return buffer;
  }

  const changes = {
    delay({ seconds, feedback, wet }) {
      chain.delay.delayTime.value = within(seconds, 0, 4, 0.25);
      chain.feedback.gain.value = within(feedback, 0, 0.9, 0.3);
      chain.wetDelay.gain.value = within(wet, 0, 1, 0.3);
    },
    reverb({ seconds, wet }) {
      const buffer = makeNoise(within(seconds, 0.1, 6, 2));
      const data = buffer.getChannelData(0);
      for (let index = 0; index < data.length; index += 1) data[index] *= (1 - index / data.length) ** 3;
      chain.convolver.buffer = buffer;
      chain.wetReverb.gain.value = within(wet, 0, 1, 0.3);
    },
    filter({ hertz, q, kind }) {
      chain.filter.type = FILTERS.includes(kind) ? kind : 'lowpass';
      chain.filter.frequency.value = within(hertz, 20, 20_000, 20_000);
      chain.filter.Q.value = within(q, 0.0001, 30, 1);
    },
  };

  /** A string of Karplus and Strong: a burst of noise that goes around and loses its edges. */
  function pluckBuffer(frequency, seconds, decay) {
    const rate = context.sampleRate;
    const buffer = context.createBuffer(1, Math.round(seconds * rate), rate);
    const data = buffer.getChannelData(0);
    const ring = Float32Array.from({ length: Math.max(2, Math.round(rate / frequency)) }, () => Math.random() * 2 - 1);
    for (let index = 0, at = 0; index < data.length; index += 1) {
      const next = (at + 1) % ring.length;
      data[index] = ring[at];
      ring[at] = decay * 0.5 * (ring[at] + ring[next]);
      at = next;
    }
    return buffer;
  }

  function start(source, gain, at, end) {
    voices += 1;
    source.onended = () => {
      voices -= 1;
      gain.disconnect();
    };
    source.connect(gain).connect(chain.filter);
    source.start(at);
    source.stop(end);
  }

  function sound({ at, voice, frequency, seconds }) {
    if (voices >= MOST_VOICES || typeof voice !== 'object' || voice === null) return;
    const now = context.currentTime;
    const time = within(at, now, now + 2, now);
    const length = within(seconds, 0.01, 20, 0.5);
    const hertz = within(frequency, 8, 20_000, 440);
    const volume = within(voice.volume, 0, 1, 0.5);
    const gain = context.createGain();
    if (voice.kind === 'pluck') {
      const source = context.createBufferSource();
      const ringing = Math.max(length, 0.5) + 0.5;
      source.buffer = pluckBuffer(hertz, ringing, within(voice.decay, 0.9, 0.9999, 0.996));
      gain.gain.setValueAtTime(volume, time);
      gain.gain.setTargetAtTime(0, time + length, 0.2);
      return start(source, gain, time, time + ringing);
    }
    if (voice.kind === 'kick') {
      const source = context.createOscillator();
      source.frequency.setValueAtTime(150, time);
      source.frequency.exponentialRampToValueAtTime(40, time + 0.12);
      gain.gain.setValueAtTime(volume, time);
      gain.gain.exponentialRampToValueAtTime(0.001, time + 0.35);
      return start(source, gain, time, time + 0.36);
    }
    const isNoise = voice.kind === 'noise';
    const source = isNoise ? context.createBufferSource() : context.createOscillator();
    if (isNoise) {
      source.buffer = chain.noise;
      source.loop = true;
    } else {
      source.type = WAVES.includes(voice.wave) ? voice.wave : 'triangle';
      source.frequency.value = hertz;
    }
    const [attack, decay, release] = [within(voice.attack, 0.001, 5, 0.01), within(voice.decay, 0.001, 5, 0.1), within(voice.release, 0.005, 8, 0.2)];
    const sustain = within(voice.sustain, 0, 1, 0.6) * volume;
    gain.gain.setValueAtTime(0, time);
    gain.gain.linearRampToValueAtTime(volume, time + attack);
    gain.gain.setTargetAtTime(sustain, time + attack, decay / 3);
    gain.gain.setTargetAtTime(0, time + Math.max(attack, length), release / 3);
    start(source, gain, time, time + Math.max(attack, length) + release * 2);
  }

  return {
    play(message) {
      if (message.what === 'note') {
        if (context) sound(message);
        else if (early.length < MOST_VOICES) early.push(message);
      } else if (Object.hasOwn(changes, message.what)) {
        wanted[message.what] = message;
        if (context) changes[message.what](message);
      }
    },
    /** How loud it is, 0 to 1. */
    level() {
      if (!chain) return 0;
      chain.analyser.getFloatTimeDomainData(chain.samples);
      const square = chain.samples.reduce((sum, sample) => sum + sample * sample, 0) / chain.samples.length;
      return Math.min(1, Math.sqrt(square) * 2);
    },
    /** Seconds since it began to sound; null before. */
    seconds: () => (context?.state === 'running' ? context.currentTime : null),
    pause: () => context?.suspend(),
    resume: () => context?.resume(),
    close: () => context?.close(),
  };
};
