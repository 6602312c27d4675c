// Texts as somebody would choose them whose name stands on other people's screens. What runs calls `attacked`.

const call = 'attacked(1)'

export const payloads: string[] = [
  `<script>${call}</script>`,
  `"><img src=x onerror=${call}>`,
  `'><svg onload=${call}>`,
  `" autofocus onfocus=${call} x="`,
  `' onmouseover='${call}`,
  `javascript:${call}`,
  `<a href="javascript:${call}">Open</a>`,
  `<iframe srcdoc="<script>parent.${call}</script>">`,
  `</title><script>${call}</script>`,
  `</textarea><script>${call}</script>`,
  `--><script>${call}</script>`,
  `{{constructor.constructor('${call}')()}}`,
  `\${${call}}`,
  `<%= ${call} %>`,
  `<template><script>${call}</script></template>`,
  `<math><mi xlink:href="javascript:${call}">x`,
  `<svg><script href="data:,${call}" />`,
  `<style>*{background:url("//evil.example")}</style>`,
  `<base href="//evil.example/">`,
  `<form action="//evil.example"><input>`,
  `<meta http-equiv=refresh content="0;//evil.example">`,
  `&lt;script&gt;${call}&lt;/script&gt;`,
  `\\u003cscript>${call}\\u003c/script>`,
  `</script><script>${call}</script>`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  `\u202Egnp.exe\u2066 abc`,
  `Li\u200Bdl\uFEFF \u200E\u200F`,
  `Z\u0351\u036B\u0343\u032A\u0302\u036B\u033D`,
  'https://evil.example/claim',
  'evil.example/code',
  'www.evil.example',
]

// What must be refused wherever a text is taken.
export const never: [string, string][] = [
  ['NUL', 'Birch\u0000Bloom'],
  ['a line break', 'Birch\nBloom'],
  ['ESC', 'Birch\u001b[31mBloom'],
  ['5,000 letters', 'x'.repeat(5_000)],
]
