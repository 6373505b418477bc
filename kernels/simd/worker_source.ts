/**
 * The program of a kernel Worker, as text: started from a string, it needs no permission and no file.
 * It holds one WebAssembly instance, takes a memory image, and runs exports over parts of the work.
 *
 * Messages in: `{ module, image, bytes }` loads an image into a memory of `bytes`;
 * `{ part, call, args, pointer, length }` runs an export and answers
 * `{ part, result }` with that range of the memory.
 */
export const WORKER_SOURCE = `
let kernels;
self.onmessage = ({ data: message }) => {
  if (message.module) {
    kernels = new WebAssembly.Instance(message.module).exports;
    const missing = Math.ceil((message.bytes - kernels.memory.buffer.byteLength) / 65536);
    if (missing > 0) kernels.memory.grow(missing);
    new Uint8Array(kernels.memory.buffer).set(message.image);
    return;
  }
  kernels[message.call](...message.args);
  const result = kernels.memory.buffer.slice(message.pointer, message.pointer + message.length);
  self.postMessage({ part: message.part, result }, [result]);
};
`;
