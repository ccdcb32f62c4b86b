// What the film shows above each page: a ring where the pointer is, and a caption. Both lie in the top layer, above dialogs.
(() => {
  if (window !== window.top) return;
  const layer = (styles) => {
    const element = document.createElement('div');
    element.popover = 'manual';
    element.ariaHidden = 'true';
    for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
    document.documentElement.append(element);
    return element;
  };
  const raise = (element) => {
    if (element.matches(':popover-open')) element.hidePopover();
    element.showPopover();
  };
  document.addEventListener('DOMContentLoaded', () => {
    const common = { position: 'fixed', margin: '0', inset: 'auto', 'pointer-events': 'none', 'box-sizing': 'border-box' };
    const ring = layer({ ...common, width: '34px', height: '34px', padding: '0', border: '4px solid #e6007a', 'border-radius': '50%',
      background: 'rgb(230 0 122 / 18%)', transition: 'scale 120ms' });
    const words = layer({ ...common, left: '50%', bottom: '22px', translate: '-50% 0', padding: '12px 24px', border: '3px solid #000',
      background: '#101010', color: '#fff', font: '600 22px Inter, sans-serif', 'white-space': 'nowrap' });
    const move = (x, y) => {
      ring.style.left = `${x - 17}px`;
      ring.style.top = `${y - 17}px`;
    };
    addEventListener('mousemove', (event) => move(event.clientX, event.clientY), true);
    addEventListener('mousedown', () => { raise(ring); ring.style.scale = '0.6'; }, true);
    addEventListener('mouseup', () => { ring.style.scale = '1'; }, true);
    window.tour = (caption, x, y) => {
      words.textContent = caption;
      raise(words);
      raise(ring);
      move(x, y);
    };
    const [caption, x, y] = JSON.parse(sessionStorage.getItem('tour') ?? '["", 640, 360]');
    if (caption) window.tour(caption, x, y);
  });
})();
