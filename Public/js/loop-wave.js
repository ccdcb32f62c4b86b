// Makes a WAV file of a loop: 44.1 kHz, 16 bits, stereo, through the same instruments as they are heard.

import { Band, lateness, STEPS, stepSeconds } from './loop-sound.js';

const RATE = 44_100;
const TAIL_S = 3;
const LONGEST_S = 120;
const HEAD = 44;
/** What is cut off at the start: the limiter needs a moment before it is true, and is late by 6 ms. */
const LEAD_S = 0.25;
const LEAD_FRAMES = Math.round(LEAD_S * RATE) + 264;
export const MOST_LOOPS = 8;

const chainSeconds = (loop) => loop.chain.length * STEPS * stepSeconds(loop);
/** How often the loop fits into the longest file. */
export const mostLoops = (loop) => Math.max(1, Math.min(MOST_LOOPS, Math.floor((LONGEST_S - TAIL_S) / chainSeconds(loop))));

/** The bytes of the file. */
export async function wave(loop, times) {
  const frames = Math.round((times * chainSeconds(loop) + TAIL_S) * RATE);
  const context = new OfflineAudioContext(2, LEAD_FRAMES + frames, RATE);
  const band = new Band(context, loop);
  const steps = loop.chain.length * STEPS;
  for (let index = 0; index < times * steps; index += 1) {
    band.play(index % steps, LEAD_S + index * stepSeconds(loop) + lateness(loop, index));
  }
  return file(await context.startRendering());
}

function file(buffer) {
  const channels = [0, 1].map((channel) => buffer.getChannelData(channel).subarray(LEAD_FRAMES));
  const frames = channels[0].length;
  const size = frames * 4;
  const bytes = new DataView(new ArrayBuffer(HEAD + size));
  const text = (at, word) => [...word].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, HEAD - 8 + size, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  // PCM in two channels.
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 2, true);
  bytes.setUint32(24, RATE, true);
  bytes.setUint32(28, RATE * 4, true);
  bytes.setUint16(32, 4, true);
  bytes.setUint16(34, 16, true);
  text(36, 'data');
  bytes.setUint32(40, size, true);
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < 2; channel += 1) {
      const sample = Math.max(-1, Math.min(1, channels[channel][frame]));
      bytes.setInt16(HEAD + frame * 4 + channel * 2, Math.round(sample * 32_767), true);
    }
  }
  return new Uint8Array(bytes.buffer);
}
