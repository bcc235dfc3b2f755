/** Whether characters are all alike in every place: the largest χ² of a place, which no fair source makes large. */
export const worstPlace = (texts: ReadonlyArray<string>, alphabet: string): number => {
  const expected = texts.length / alphabet.length
  const places = Array.from({ length: texts[0]?.length ?? 0 }, (_, place) =>
    Map.groupBy(texts, (text) => text.charAt(place))
  )
  const each = places.map((counts) =>
    Array.from({ length: alphabet.length }, (_, n) => counts.get(alphabet.charAt(n))?.length ?? 0).reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0
    )
  )
  return Math.max(...each)
}

/** With ten digits (9 degrees of freedom) χ² is above this once in ten thousand times. */
export const rare = 33.7
