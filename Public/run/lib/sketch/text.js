// Text, in the faces that the reader's system has.

(({ kit }) => {
  const LEADING = 1.25;
  const STYLES = { normal: '', italic: 'italic ', bold: 'bold ', 'bold italic': 'italic bold ' };
  const GENERIC = /^(serif|sans-serif|monospace|cursive|fantasy|system-ui)$/;

  Object.assign(kit.Surface.prototype, {
    applyFont() {
      const { context, style } = this;
      const face = GENERIC.test(style.face) ? style.face : `"${style.face.replace(/["\\]/g, '')}", sans-serif`;
      context.font = `${STYLES[style.textStyle]}${style.size}px ${face}`;
      context.textAlign = style.alignX;
      context.textBaseline = style.alignY === 'center' ? 'middle' : style.alignY;
    },

    textSize(size) {
      if (size === undefined) return this.style.size;
      this.style.size = size;
      if (!this.style.leadingIsSet) this.style.leading = size * LEADING;
      this.applyFont();
    },

    textLeading(leading) {
      if (leading === undefined) return this.style.leading;
      this.style.leadingIsSet = true;
      this.style.leading = leading;
    },

    textFont(face, size) {
      if (face === undefined) return this.style.face;
      this.style.face = String(face);
      this.applyFont();
      if (size !== undefined) this.textSize(size);
    },

    textStyle(style) {
      if (style === undefined) return this.style.textStyle;
      if (style in STYLES) this.style.textStyle = style;
      this.applyFont();
    },

    textAlign(x, y) {
      if (x === undefined) return { horizontal: this.style.alignX, vertical: this.style.alignY };
      this.style.alignX = x;
      if (y !== undefined) this.style.alignY = y;
      this.applyFont();
    },

    textWidth(text) {
      return Math.max(...String(text).split('\n').map((line) => this.context.measureText(line).width));
    },

    textAscent() {
      return this.fontBox().fontBoundingBoxAscent;
    },

    textDescent() {
      return this.fontBox().fontBoundingBoxDescent;
    },

    /** Measured from the baseline, whatever the alignment. */
    fontBox() {
      this.context.textBaseline = 'alphabetic';
      const box = this.context.measureText('x');
      this.applyFont();
      return box;
    },

    text(value, x, y, width, height) {
      const { context, style } = this;
      let lines = (typeof value === 'number' ? String(value) : kit.inWords(value)).replaceAll('\t', '  ').split(/\r?\n/);
      if (width !== undefined) {
        const room = kit.box(style.rectMode, x, y, width, height ?? 0);
        lines = lines.flatMap((line) => this.wrapped(line, room.width));
        x = room.x + (style.alignX === 'center' ? room.width / 2 : style.alignX === 'right' ? room.width : 0);
        [y, lines] = this.placed(lines, room.y, height === undefined ? undefined : room.height);
      } else if (style.alignY === 'center') y -= ((lines.length - 1) * style.leading) / 2;
      else if (style.alignY === 'bottom') y -= (lines.length - 1) * style.leading;
      for (const line of lines) {
        if (style.stroke && style.strokesText && style.weight > 0) context.strokeText(line, x, y);
        if (style.fill) context.fillText(line, x, y);
        y += style.leading;
      }
    },

    /** The lines of a line that is too long, broken between words. */
    wrapped(text, width) {
      const lines = [];
      let line = '';
      for (const word of text.split(' ')) {
        const longer = line ? `${line} ${word}` : word;
        if (line && this.context.measureText(longer).width > width) {
          lines.push(line);
          line = word;
        } else line = longer;
      }
      return [...lines, line];
    },

    /** Where the first line stands in a box, and the lines that fit into it. */
    placed(lines, top, height) {
      const { leading, alignY, size } = this.style;
      const shown = height === undefined ? lines : lines.slice(0, Math.max(0, Math.floor(height / leading)));
      const rest = (height ?? 0) - shown.length * leading;
      if (alignY === 'bottom') return [top + (height === undefined ? 0 : rest) + leading, shown];
      if (alignY === 'center') return [top + (height === undefined ? 0 : rest / 2) + leading / 2, shown];
      // On the baseline, the first line still stands inside the box.
      return [alignY === 'alphabetic' ? top + size : top, shown];
    },
  });

  kit.inWords = (value) => (Array.isArray(value) ? value.map(kit.inWords).join(',') : String(value));
  kit.define({
    LEFT: 'left', RIGHT: 'right', TOP: 'top', BOTTOM: 'bottom', BASELINE: 'alphabetic', NORMAL: 'normal', ITALIC: 'italic', BOLD: 'bold', BOLDITALIC: 'bold italic',
  });
})(self.runner);
