/** The tab's icon: a screen, and one that it is shared with. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect x="9" y="4" width="20" height="15" rx="2.5" fill="#0d7c91"/>
<rect x="3" y="11" width="20" height="15" rx="2.5" fill="#0f1a24" stroke="#7ad6e6" stroke-width="2"/>
<path d="M8 21.5l3.5-4 3 2.5 4-5" fill="none" stroke="#7ad6e6" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
