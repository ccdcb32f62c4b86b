// How cats sound, without a file: a meow is a sawtooth through two formants, a purr brown noise that pulses, a hiss high noise.

let context;

/** Plays a voice as the server describes it: its kind, its pitch in hertz and its length in milliseconds. */
export function play({ kind, hz, ms, pleasure }) {
  context ??= new AudioContext();
  context.resume();
  const seconds = Number(ms) / 1_000;
  const end = context.currentTime + seconds;
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setTargetAtTime(0.25, context.currentTime, 0.03);
  loudness.gain.setTargetAtTime(0, end - 0.08, 0.03);
  loudness.connect(context.destination);
  const source = kind === 'meow' ? meow(Number(hz), Number(pleasure), seconds, loudness) : noise(kind, seconds, loudness);
  source.start();
  source.stop(end);
}

function meow(hz, pleasure, seconds, out) {
  const source = new OscillatorNode(context, { type: 'sawtooth', frequency: hz });
  const now = context.currentTime;
  source.frequency.linearRampToValueAtTime(hz * 1.25, now + seconds / 3);
  source.frequency.linearRampToValueAtTime(hz * (1 + pleasure / 4), now + seconds);
  for (const [frequency, Q] of [[900, 6], [2_200, 9]]) {
    const formant = new BiquadFilterNode(context, { type: 'bandpass', frequency, Q });
    formant.frequency.linearRampToValueAtTime(frequency * 0.6, now + seconds);
    source.connect(formant).connect(out);
  }
  return source;
}

function noise(kind, seconds, out) {
  const buffer = new AudioBuffer({ length: Math.ceil(context.sampleRate * seconds) + 1, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  let last = 0;
  for (let index = 0; index < samples.length; index++) {
    const white = Math.random() * 2 - 1;
    last = (last + 0.02 * white) / 1.02;
    samples[index] = kind === 'purr' ? last * 3.5 * (0.6 + 0.4 * Math.sin((2 * Math.PI * 26 * index) / context.sampleRate)) : white;
  }
  const source = new AudioBufferSourceNode(context, { buffer });
  if (kind === 'purr') source.connect(out);
  else source.connect(new BiquadFilterNode(context, { type: 'highpass', frequency: 3_000 })).connect(out);
  return source;
}
