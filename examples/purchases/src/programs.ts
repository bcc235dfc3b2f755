/**
 * The programs that the purchases are made under: one shop, one club, one sub-wallet of paid money.
 *
 * @module
 */
export const programs = {
  tenant: "record-club",
  zone: "UTC",
  owners: [{ id: "club", kind: "headOffice" }],
  outlets: [{ id: "SHOP", owner: "club" }],
  programs: [
    {
      id: "record-club",
      version: 1,
      kind: "registered",
      asset: { code: "USD", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }]
    }
  ]
}
