import fc from "fast-check";
import { expect, test } from "vitest";
import {
  contrast,
  DARK_SURFACE,
  foregroundOn,
  legibleOn,
  LIGHT_SURFACE,
  paletteOf,
  parseColour,
  TEXT_CONTRAST,
  toHex,
  type Rgb,
} from "../src/colour";

const colours = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)) as fc.Arbitrary<Rgb>;

test("the foreground can be read on every colour there is", () => {
  fc.assert(
    fc.property(colours, (brand) => {
      expect(contrast(foregroundOn(brand), brand)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    }),
  );
});

test("every colour becomes legible on a light and on a dark surface", () => {
  fc.assert(
    fc.property(colours, fc.constantFrom(LIGHT_SURFACE, DARK_SURFACE), (brand, surface) => {
      expect(contrast(legibleOn(brand, surface), surface)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    }),
  );
});

test("a colour survives being written and read", () => {
  fc.assert(fc.property(colours, (colour) => void expect(parseColour(toHex(colour))).toEqual(colour)));
});

test.each(["red", "#12", "#12345g", "", "rgb(1,2,3)", "#1234567"])("%j is no colour of ours", (value) => {
  expect(parseColour(value)).toBeNull();
  expect(paletteOf(value)).toEqual(paletteOf("#0f766e"));
});

test("the known values of the standard", () => {
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
});
