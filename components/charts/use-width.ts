"use client";

import { type RefObject, useEffect, useState } from "react";

/** An element's width as it is now; 0 before it is known. In print the picture is scaled by its viewBox, not measured again. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const measured = element.current;
    const measure = () => {
      if (!matchMedia("print").matches) setWidth(Math.round(measured.getBoundingClientRect().width));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return width;
}
