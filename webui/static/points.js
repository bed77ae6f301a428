// Many points as the graphics card draws them; a flat canvas does it where there is none.

const VERTEX = `
attribute vec2 place; attribute vec3 colour; attribute float size; attribute float strength;
uniform vec2 middle, scale; uniform float pixels;
varying vec4 tone;
void main() {
  gl_Position = vec4((place - middle) * scale, 0.0, 1.0);
  gl_PointSize = size * pixels;
  tone = vec4(colour, strength);
}`;
const FRAGMENT = `
precision mediump float;
varying vec4 tone;
void main() {
  float away = length(gl_PointCoord - 0.5) * 2.0;
  float inside = 1.0 - smoothstep(0.82, 1.0, away);
  gl_FragColor = vec4(tone.rgb, 1.0) * tone.a * inside;
}`;

/** Draws on a canvas. `set` takes arrays, `draw` a view: {x, y} in the middle, `across` units a pixel. */
export function pointsOn(canvas) {
  const gl = canvas.getContext("webgl", { premultipliedAlpha: true, antialias: true, alpha: true });
  return gl ? byCard(canvas, gl) : flat(canvas);
}

function byCard(canvas, gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const at = (name) => gl.getUniformLocation(program, name);
  const uniforms = { middle: at("middle"), scale: at("scale"), pixels: at("pixels") };
  const buffers = {};
  let count = 0;
  const give = (name, values, size) => {
    buffers[name] ??= gl.createBuffer();
    const place = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, gl.FLOAT, false, 0, 0);
  };
  return {
    set({ places, colours, sizes, strengths }) {
      count = sizes.length;
      if (places) give("place", places, 2);
      give("colour", colours, 3);
      give("size", sizes, 1);
      give("strength", strengths, 1);
    },
    draw(view) {
      const pixels = fit(canvas);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(uniforms.middle, view.x, view.y);
      gl.uniform2f(uniforms.scale, (2 * pixels) / (view.across * canvas.width), (-2 * pixels) / (view.across * canvas.height));
      gl.uniform1f(uniforms.pixels, pixels);
      gl.drawArrays(gl.POINTS, 0, count);
    },
  };
}

function flat(canvas) {
  const paper = canvas.getContext("2d");
  let known = null;
  return {
    set(given) {
      known = { ...known, ...given };
    },
    draw(view) {
      const pixels = fit(canvas);
      paper.setTransform(pixels, 0, 0, pixels, 0, 0);
      paper.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
      for (let each = 0; each < known.sizes.length; each += 1) {
        const [x, y] = [0, 1].map((axis) => known.places[2 * each + axis]);
        const [red, green, blue] = [0, 1, 2].map((part) => Math.round(255 * known.colours[3 * each + part]));
        paper.fillStyle = `rgb(${red} ${green} ${blue} / ${known.strengths[each]})`;
        paper.beginPath();
        paper.arc((x - view.x) / view.across + canvas.clientWidth / 2, (y - view.y) / view.across + canvas.clientHeight / 2, known.sizes[each] / 2, 0, 7);
        paper.fill();
      }
    },
  };
}

/** Give a canvas as many pixels as the screen has for it; gives how many stand for one of the page's. */
export function fit(canvas) {
  const pixels = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((size) => Math.max(1, Math.round(size * pixels)));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return pixels;
}
