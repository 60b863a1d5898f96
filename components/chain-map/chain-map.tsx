"use client";

import { useId, useMemo, useRef } from "react";
import { layoutChainMap, type Most } from "#lib/layout/chain-map";
import { useNow, useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { type BoardChain, toMapSteps } from "./map-steps.ts";
import { QueueLink } from "./queue-link.tsx";
import { StationMark } from "./station-mark.tsx";
import { useWidth } from "./use-width.ts";
import { words } from "./words.ts";

interface Props {
  readonly chain: BoardChain;
  readonly most: Most;
  /** The step that the board is filtered by. */
  readonly picked?: string | null;
  readonly onPick?: (stepId: string) => void;
  /** For a screen that is read from afar: everything this much larger. */
  readonly zoom?: number;
}

/** The age of the oldest moves the gauges; to the eye a minute is soon enough. */
const GRAIN_MS = 15_000;

export function ChainMap({ chain, most, picked = null, onPick, zoom = 1 }: Props) {
  const text = useText(words);
  const names = useChainNames();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 640) / zoom;
  const now = Math.floor(useNow() / GRAIN_MS) * GRAIN_MS;
  const hatch = useId();
  const map = useMemo(
    () =>
      layoutChainMap(
        toMapSteps(chain, (step) => names.step(chain.chainId, step.stepId), now),
        width,
        most,
      ),
    [chain, most, names, now, width],
  );
  return (
    <div ref={box} className="w-full">
      {/* biome-ignore lint/a11y/useSemanticElements: a picture with buttons in it */}
      <svg
        viewBox={`0 0 ${map.width} ${map.height}`}
        width={map.width * zoom}
        height={map.height * zoom}
        role="group"
        aria-label={text.map(names.chain(chain.chainId))}
        className="block max-w-full"
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" x2="0" y1="0" y2="6" strokeWidth="2.4" className="stroke-line-strong" />
          </pattern>
        </defs>
        {map.links.map((link) => {
          const step = chain.steps.find((one) => one.stepId === link.to);
          return step && <QueueLink key={link.to} link={link} y={map.y} step={step} hatch={hatch} />;
        })}
        {map.stations.map((station) => {
          const step = chain.steps.find((one) => one.stepId === station.id);
          if (!step) return null;
          return (
            <StationMark
              key={station.id}
              station={station}
              y={map.y}
              step={step}
              picked={picked === station.id}
              onPick={onPick && station.count > 0 ? () => onPick(station.id) : undefined}
            />
          );
        })}
      </svg>
    </div>
  );
}
