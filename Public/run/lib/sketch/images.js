// Pictures: made here, cut out of others, or brought along as `data:` addresses.

(({ kit }) => {
  class Picture {
    constructor(width, height) {
      this.canvas = new OffscreenCanvas(kit.side(width, 'createImage'), kit.side(height, 'createImage'));
      this.context = this.canvas.getContext('2d');
      this.pixels = [];
    }

    get width() {
      return this.canvas.width;
    }

    get height() {
      return this.canvas.height;
    }

    pixelDensity() {
      return 1;
    }

    untransformed(draw) {
      draw(this.context);
    }

    /** A side of 0 keeps the proportions. */
    resize(width, height) {
      const wide = kit.side(width || (this.width * height) / this.height, 'resize');
      const high = kit.side(height || (this.height * width) / this.width, 'resize');
      const copy = new OffscreenCanvas(wide, high);
      copy.getContext('2d').drawImage(this.canvas, 0, 0, wide, high);
      this.canvas.width = wide;
      this.canvas.height = high;
      this.context.drawImage(copy, 0, 0);
      this.pixels = [];
    }

    /** Shows of it what is opaque in another one. */
    mask(other) {
      this.context.globalCompositeOperation = 'destination-in';
      this.context.drawImage(other.canvas, 0, 0, this.width, this.height);
      this.context.globalCompositeOperation = 'source-over';
    }
  }
  Object.assign(Picture.prototype, kit.pixelMethods);

  /** Pictures that are still being read; setup() waits for those that preload() began. */
  const loading = new Set();

  function loadImage(address, done, failed) {
    const picture = new Picture(1, 1);
    const text = String(address);
    const head = text.slice(0, text.indexOf(',')).match(/^data:(image\/[a-z0-9.+-]+)(;base64)?$/i);
    if (!head) throw new Error('loadImage: only data: addresses of images');
    const body = text.slice(text.indexOf(',') + 1);
    const binary = head[2] ? atob(body) : decodeURIComponent(body);
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const task = createImageBitmap(new Blob([bytes], { type: head[1] })).then(
      (bitmap) => {
        picture.canvas.width = kit.side(bitmap.width, 'loadImage');
        picture.canvas.height = kit.side(bitmap.height, 'loadImage');
        picture.context.drawImage(bitmap, 0, 0);
        done?.(picture);
      },
      () => {
        const error = new Error('loadImage: the image cannot be read');
        if (!failed) throw error;
        failed(error);
      },
    );
    loading.add(task);
    task.then(() => loading.delete(task), () => {});
    return picture;
  }

  /** The picture in another colour: each channel times the tint's. */
  function tinted(picture, [red, green, blue], [sx, sy, sw, sh]) {
    const copy = new OffscreenCanvas(Math.max(1, Math.ceil(sw)), Math.max(1, Math.ceil(sh)));
    const context = copy.getContext('2d');
    const draw = () => context.drawImage(picture, sx, sy, sw, sh, 0, 0, copy.width, copy.height);
    draw();
    context.globalCompositeOperation = 'multiply';
    context.fillStyle = `rgb(${red},${green},${blue})`;
    context.fillRect(0, 0, copy.width, copy.height);
    context.globalCompositeOperation = 'destination-in';
    draw();
    return copy;
  }

  Object.assign(kit.Surface.prototype, {
    image(picture, x, y, width, height, sx = 0, sy = 0, sw, sh) {
      const { context, style } = this;
      const part = [sx, sy, sw ?? picture.width - sx, sh ?? picture.height - sy];
      const place = kit.box(style.imageMode, x, y, width ?? part[2], height ?? part[3]);
      const [red, green, blue, opacity] = style.tint?.levels ?? [255, 255, 255, 255];
      const isWhite = red === 255 && green === 255 && blue === 255;
      context.save();
      context.globalAlpha = opacity / 255;
      if (isWhite) context.drawImage(picture.canvas, ...part, place.x, place.y, place.width, place.height);
      else context.drawImage(tinted(picture.canvas, [red, green, blue], part), place.x, place.y, place.width, place.height);
      context.restore();
    },

    imageMode(mode) {
      this.style.imageMode = mode;
    },

    tint(...values) {
      this.style.tint = this.style.colours.color(...values);
    },

    noTint() {
      this.style.tint = null;
    },
  });

  kit.Picture = Picture;
  kit.createImage = (width, height) => new Picture(width, height);
  kit.pictures = () => Promise.all(loading);
  kit.define({ createImage: kit.createImage, loadImage });
})(self.runner);
