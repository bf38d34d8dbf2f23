// Runs in the page. Resolves `window.opened` when the trace can be read and worked with:
// all rows are known, the first has its text, a canvas shows something, and no frame
// longer than 50 ms begins in the half second after.
(() => {
  const QUIET_MS = 500;
  const longFrames = [];
  new PerformanceObserver((list) => longFrames.push(...list.getEntries())).observe({
    type: 'long-animation-frame',
    buffered: true,
  });

  const hasText = () => {
    const row = document.querySelector('[role=treegrid][aria-label=Spans] [role=row]');
    return (row?.textContent ?? '').trim() !== '';
  };
  const rowCount = () => {
    const grid = document.querySelector('[role=treegrid][aria-label=Spans]');
    return Number(grid?.getAttribute('aria-rowcount') ?? 0);
  };
  const isDrawn = (canvas) => {
    const context = canvas.width > 0 && canvas.height > 0 ? canvas.getContext('2d') : null;
    if (context === null) return false;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) return true;
    return false;
  };
  const isShown = () => hasText() && [...document.querySelectorAll('canvas')].some(isDrawn);

  // From the press, as the browser stamped it, to the frame after the row says it is selected.
  window.clicked = new Promise((resolve) => {
    addEventListener(
      'pointerdown',
      ({ timeStamp }) => {
        const look = () => {
          const isSelected = document.querySelector('[role=row][aria-selected=true]') !== null;
          if (isSelected) resolve(performance.now() - timeStamp);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      },
      { capture: true, once: true },
    );
  });

  window.opened = new Promise((resolve) => {
    let firstMs;
    const look = () => {
      if (firstMs === undefined && isShown()) firstMs = performance.now();
      const isAll = rowCount() >= window.expectedRows;
      if (firstMs === undefined || !isAll || !isShown()) return requestAnimationFrame(look);
      const shownMs = performance.now();
      setTimeout(() => {
        const late = longFrames.filter(
          (frame) =>
            frame.startTime + frame.duration > shownMs && frame.startTime < shownMs + QUIET_MS,
        );
        const busyUntilMs = Math.max(shownMs, ...late.map((f) => f.startTime + f.duration));
        resolve({ firstMs, shownMs, interactiveMs: busyUntilMs });
      }, QUIET_MS);
    };
    requestAnimationFrame(look);
  });
})();
