/**
 * How the page of the reference looks, and the one script that it has.
 *
 * @module
 */

/** In light and in dark, on a desk and on a phone. */
export const referenceStyle = [
  ":root{color-scheme:light dark;--quiet:#666;--line:#ddd;--link:#0645ad}",
  "@media(prefers-color-scheme:dark){:root{--quiet:#aaa;--line:#333;--link:#8bf}body{color:#eee;background:#181818}}",
  "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}",
  "a{color:var(--link)}code{font-size:.95em}nav{line-height:1.9}",
  "input{font:inherit;width:16rem;max-width:100%;box-sizing:border-box}output{color:var(--quiet)}",
  "details{border-top:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer;padding-left:1.2rem;text-indent:-1.2rem}",
  "summary b{display:inline-block;min-width:3.5rem;text-indent:0}summary span,thead th,small{color:var(--quiet)}",
  "details>div{padding-left:1.2rem;scroll-margin-top:4rem}",
  "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;font-weight:400}",
  "tbody tr{border-top:1px solid var(--line)}th:first-child{width:16rem}td:nth-child(2){width:4rem}td:nth-child(3){width:16rem}",
  "@media(max-width:40rem){thead{display:none}tr,th:first-child,td:nth-child(n){display:block;width:auto;padding:0}",
  "tbody tr{padding:.4rem 0}td:nth-child(2),td:nth-child(3){display:inline!important;color:var(--quiet);padding-right:.6rem!important}}"
].join("")

/** Shows what has all words that were typed in its address, its title or its scope. */
export const referenceScript = [
  'const line=document.getElementById("filter"),field=line.querySelector("input"),said=line.querySelector("output");',
  'const all=[...document.querySelectorAll("details")].map(one=>({one,text:(one.querySelector("summary").textContent+" "+one.querySelector("p").textContent).toLowerCase()}));',
  'const show=()=>{const words=field.value.toLowerCase().split(" ");let shown=0;',
  "for(const{one,text}of all){one.hidden=!words.every(word=>text.includes(word));if(!one.hidden)shown+=1}",
  'for(const section of document.querySelectorAll("section"))section.hidden=!section.querySelector("details:not([hidden])");',
  'said.textContent=field.value===""?"":shown+" of "+all.length};',
  'field.addEventListener("input",show);line.hidden=false;show()'
].join("")
