/**
 * What holders are told, text by text, in every language that comes with the library.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { networkOf } from "../../src/network/Network.ts"
import { composer } from "../../src/notice/compose.ts"
import type { Event, EventKind } from "../../src/notice/Event.ts"
import { eventsOf } from "../../src/notice/eventsOf.ts"
import { textFaults, type Texts, toldKinds } from "../../src/notice/Texts.ts"
import { counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { rows } from "./table.ts"

const terms = {
  lowBalance: 5000,
  subWallets: [
    ...member.subWallets,
    { id: "coupon", priority: 1, funding: "promotional", validity: { days: 30 }, vouchers: {} }
  ],
  offers: [
    {
      id: "bonus",
      pay: 100_000,
      bonus: { subWallet: "gift", amount: 20_000, release: { instalments: 5, every: "month" } }
    }
  ],
  vouchers: [{ id: "welcome", subWallet: "coupon", amount: 500 }],
  cardTypes: [{ id: "Silver" }, { id: "Gold" }],
  tiers: { below: "Silver", per: "year", levels: [{ cardType: "Gold", from: 400_000 }] },
  points: {
    asset: { code: "PTS", exponent: 0 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 1000 }],
    referral: { percent: 50 },
    conversion: { points: 10, amount: 1000, subWallet: "gift" },
    gifts: [
      { id: "cup", points: 30 },
      { id: "shirt", points: 50 }
    ]
  },
  escheat: { after: { years: 3 }, from: "lastActivity" }
}
const document = shop(terms, {
  outlets: [
    { id: "A1", owner: "hq", name: "Harbour" },
    { id: "A2", owner: "hq" }
  ],
  terminals: [],
  programs: [
    { ...member, ...terms, verification: { pinAbove: "never", oneTimeCode: {} } },
    { ...bearer, dormancy: { after: { months: 12 }, fee: { amount: 200, every: "month" } } }
  ]
})
const configuration = Result.getOrThrow(readConfiguration(document))
const network = networkOf(configuration)

/** The event of a kind that a story ends with. */
const eventOf = (kind: EventKind, story: string): Event => {
  const opened = counter(document)
  opened.tell(story)
  const event = opened.recorded
    .flatMap((recorded) => eventsOf(network, recorded))
    .findLast((one) => one.kind === kind)
  if (event === undefined) throw new Error(`${story}: no ${kind}`)
  return event
}

const told = rows(`
  cardIssued | Issue 70 card=NEWA | Card **WA was issued. 0.70 CNY loaded. Balance 0.70 CNY. | 卡**WA已开卡。充值0.70 CNY。余额0.70 CNY。 | Карта **WA е издадена. Заредени 0,70 CNY. Наличност 0,70 CNY.
  cardActivated | Issue card=NEWA active=false; Activate 3000 card=NEWA | Card **WA is active. 30.00 CNY loaded. Balance 30.00 CNY. | 卡**WA已激活。充值30.00 CNY。余额30.00 CNY。 | Карта **WA е активна. Заредени 30,00 CNY. Наличност 30,00 CNY.
  valueLoaded | Load 123456 | 1,234.56 CNY loaded on **NA at Harbour. Balance 1,234.56 CNY. | 您的卡**NA在Harbour充值1,234.56 CNY。余额1,234.56 CNY。 | Заредени 1234,56 CNY по карта **NA в Harbour. Наличност 1234,56 CNY.
  valueLoaded | Load 100000 offer=bonus outlet=A2 | 1,040.00 CNY loaded on **NA at A2. Balance 1,040.00 CNY. | 您的卡**NA在A2充值1,040.00 CNY。余额1,040.00 CNY。 | Заредени 1040,00 CNY по карта **NA в A2. Наличност 1040,00 CNY.
  valueLoaded | Advice 1500; Load 5000 | 35.00 CNY loaded on **NA at Harbour. 15.00 CNY more have paid what was owed. Balance 35.00 CNY. | 您的卡**NA在Harbour充值35.00 CNY。另有15.00 CNY用于偿还欠款。余额35.00 CNY。 | Заредени 35,00 CNY по карта **NA в Harbour. С още 15,00 CNY е погасено дължимото. Наличност 35,00 CNY.
  loadConfirmed | Load 5000 pending=true key=l; ConfirmLoad originalKey=l | 50.00 CNY loaded on **NA at Harbour. Balance 50.00 CNY. | 您的卡**NA在Harbour充值50.00 CNY。余额50.00 CNY。 | Заредени 50,00 CNY по карта **NA в Harbour. Наличност 50,00 CNY.
  loadFailed | Load 5000 pending=true key=l; FailLoad originalKey=l | A load of 50.00 CNY on **NA was not paid and did not take place. | 您的卡**NA有一笔50.00 CNY的充值未付款，已取消。 | Зареждане на 50,00 CNY по карта **NA не беше платено и не е направено.
  loadLapsed | Load 5000 pending=true; clock 2026-12-22T10:00:00+08:00; Load 10 | A load of 50.00 CNY on **NA was not paid and did not take place. | 您的卡**NA有一笔50.00 CNY的充值未付款，已取消。 | Зареждане на 50,00 CNY по карта **NA не беше платено и не е направено.
  feeTaken | Issue 5000 card=NEWA program=bearer; clock 2027-11-22T00:00:00+08:00; Adjust 10 subWallet=main card=NEWA | A fee of 2.00 CNY was taken from **WA, which was not used. Balance 48.00 CNY. | 您的卡**WA长期未使用，已扣管理费2.00 CNY。余额48.00 CNY。 | Такса 2,00 CNY по карта **WA, която не се ползва. Наличност 48,00 CNY.
  expiryNear | GrantVoucher voucher=welcome; Remind about=expiry lot=lot_000003_910000 | 5.00 CNY on **NA can be used until 2026-12-21. Balance 5.00 CNY. | 您的卡**NA有5.00 CNY有效期至2026-12-21，请尽快使用。余额5.00 CNY。 | 5,00 CNY по карта **NA важат до 2026-12-21. Наличност 5,00 CNY.
  dormantNear | Issue 5000 card=NEWA program=bearer; clock 2027-11-01T00:00:00+08:00; Remind about=dormant card=NEWA | **WA counts as not used any more unless it is used by 2027-11-21. Balance 50.00 CNY. | 您的卡**WA如在2027-11-21前未使用，将转为休眠。余额50.00 CNY。 | Карта **WA става неактивна, ако не се ползва до 2027-11-21. Наличност 50,00 CNY.
  feeNear | Issue 5000 card=NEWA program=bearer; clock 2027-11-01T00:00:00+08:00; Remind about=fee card=NEWA | A fee of 2.00 CNY will be taken from **WA unless it is used by 2027-11-21. Balance 50.00 CNY. | 您的卡**WA如在2027-11-21前未使用，将扣管理费2.00 CNY。余额50.00 CNY。 | Такса 2,00 CNY по карта **WA, ако не се ползва до 2027-11-21. Наличност 50,00 CNY.
  anniversary | Remind about=anniversary occasion=birthday on=2026-11-21 | Many happy returns of the day! | 祝您节日快乐！ | Честит празник!
  valueRedeemed | Load 90000; Redeem 20050 | 200.50 CNY paid with **NA at Harbour. Balance 699.50 CNY. 20 PTS earned, 20 PTS in all. | 您的卡**NA在Harbour消费200.50 CNY。余额699.50 CNY。获得20 PTS，共20 PTS。 | Платихте 200,50 CNY с карта **NA в Harbour. Наличност 699,50 CNY. +20 PTS, общо 20 PTS.
  valueRedeemed | Load 5000; Redeem 8000 partial=true | 50.00 CNY paid with **NA at Harbour. Still to pay: 30.00 CNY. Balance 0.00 CNY. 5 PTS earned, 5 PTS in all. | 您的卡**NA在Harbour消费50.00 CNY。还需支付30.00 CNY。余额0.00 CNY。获得5 PTS，共5 PTS。 | Платихте 50,00 CNY с карта **NA в Harbour. За доплащане 30,00 CNY. Наличност 0,00 CNY. +5 PTS, общо 5 PTS.
  valueRedeemed | Load 400000; Redeem 400000; Earn 5 currency=PTS reason=why; Redeem 30 currency=PTS | 30 PTS paid with **NA at Harbour. Balance 375 PTS. | 您的卡**NA在Harbour消费30 PTS。余额375 PTS。 | Платихте 30 PTS с карта **NA в Harbour. Наличност 375 PTS.
  offlineSaleReported | Load 90000; Advice 20050 | 200.50 CNY paid with **NA at Harbour while the till was offline. Balance 699.50 CNY. 20 PTS earned, 20 PTS in all. | 您的卡**NA曾在Harbour离线消费200.50 CNY。余额699.50 CNY。获得20 PTS，共20 PTS。 | Платихте 200,50 CNY с карта **NA в Harbour, докато касата беше без връзка. Наличност 699,50 CNY. +20 PTS, общо 20 PTS.
  offlineSaleReported | Load 5000; Advice 6500 | 65.00 CNY paid with **NA at Harbour while the till was offline. Not covered, and owed: 15.00 CNY. Balance 0.00 CNY. 5 PTS earned, 5 PTS in all. | 您的卡**NA曾在Harbour离线消费65.00 CNY。余额不足，需补付15.00 CNY。余额0.00 CNY。获得5 PTS，共5 PTS。 | Платихте 65,00 CNY с карта **NA в Harbour, докато касата беше без връзка. Непокрити, дължите 15,00 CNY. Наличност 0,00 CNY. +5 PTS, общо 5 PTS.
  lowBalance | Load 9000; Redeem 5000 | Only 40.00 CNY is left on **NA. | 您的卡**NA仅剩40.00 CNY。 | По карта **NA остават само 40,00 CNY.
  pointsReached | Load 90000; Redeem 60000 | 60 PTS on **NA are enough for cup, shirt. | 您的卡**NA有60 PTS，可兑换cup, shirt。 | 60 PTS по карта **NA стигат за cup, shirt.
  cardTypeChanged | Load 900000; Redeem 400000 | Card **NA is now Gold. | 卡**NA现为Gold。 | Карта **NA вече е Gold.
  voucherGranted | GrantVoucher voucher=welcome | 5.00 CNY in vouchers on **NA. Until 2026-12-21. | 您的卡**NA获得代金券5.00 CNY。有效期至2026-12-21。 | Ваучери за 5,00 CNY по карта **NA. Важат до 2026-12-21.
  valueHeld | Load 90000; Hold 20000 | 200.00 CNY reserved on **NA at Harbour. Free: 700.00 CNY. | 您的卡**NA在Harbour预留200.00 CNY。可用700.00 CNY。 | Запазени 200,00 CNY по карта **NA в Harbour. Свободни 700,00 CNY.
  holdIncremented | Load 90000; Hold 20000 key=h; IncrementHold 10000 holdKey=h | 100.00 CNY more reserved on **NA. Free: 600.00 CNY. | 您的卡**NA再预留100.00 CNY。可用600.00 CNY。 | Запазени още 100,00 CNY по карта **NA. Свободни 600,00 CNY.
  holdCaptured | Load 90000; Hold 20000 key=h; Capture 15000 holdKey=h | 150.00 CNY paid with **NA at Harbour. Balance 750.00 CNY. 15 PTS earned, 15 PTS in all. | 您的卡**NA在Harbour消费150.00 CNY。余额750.00 CNY。获得15 PTS，共15 PTS。 | Платихте 150,00 CNY с карта **NA в Harbour. Наличност 750,00 CNY. +15 PTS, общо 15 PTS.
  holdReinstated | Load 90000; Hold 20000 key=h; Capture 10000 holdKey=h final=false; clock 2026-12-22T10:00:00+08:00; Redeem 1; Reinstate 2000 holdKey=h | 20.00 CNY paid with **NA at Harbour. Balance 779.99 CNY. 2 PTS earned, 12 PTS in all. | 您的卡**NA在Harbour消费20.00 CNY。余额779.99 CNY。获得2 PTS，共12 PTS。 | Платихте 20,00 CNY с карта **NA в Harbour. Наличност 779,99 CNY. +2 PTS, общо 12 PTS.
  holdReleased | Load 90000; Hold 20000 key=h; Release holdKey=h | 200.00 CNY is no longer reserved on **NA. Balance 900.00 CNY. | 您的卡**NA已解除预留200.00 CNY。余额900.00 CNY。 | 200,00 CNY по карта **NA вече не са запазени. Наличност 900,00 CNY.
  holdExpired | Load 90000; Hold 20000 key=h; clock 2026-12-22T10:00:00+08:00; Redeem 10 | 200.00 CNY is no longer reserved on **NA. Balance 900.00 CNY. | 您的卡**NA已解除预留200.00 CNY。余额900.00 CNY。 | 200,00 CNY по карта **NA вече не са запазени. Наличност 900,00 CNY.
  valueRefunded | Load 90000; Redeem 20000 key=r; Refund 10000 originalKey=r | 100.00 CNY refunded to **NA at Harbour. Balance 800.00 CNY. 10 PTS taken back, 10 PTS in all. | Harbour向您的卡**NA退款100.00 CNY。余额800.00 CNY。扣回10 PTS，共10 PTS。 | Върнати 100,00 CNY по карта **NA в Harbour. Наличност 800,00 CNY. -10 PTS, общо 10 PTS.
  unlinkedRefunded | UnlinkedRefund 3000 | 30.00 CNY refunded to **NA at Harbour. Balance 30.00 CNY. | Harbour向您的卡**NA退款30.00 CNY。余额30.00 CNY。 | Върнати 30,00 CNY по карта **NA в Harbour. Наличност 30,00 CNY.
  operationReversed | Load 90000; Redeem 20000 key=r; Reverse originalKey=r | An operation of 200.00 CNY with **NA was undone. Balance 900.00 CNY. 20 PTS taken back, 0 PTS in all. | 您的卡**NA一笔200.00 CNY的交易已撤销。余额900.00 CNY。扣回20 PTS，共0 PTS。 | Операция за 200,00 CNY с карта **NA е отменена. Наличност 900,00 CNY. -20 PTS, общо 0 PTS.
  loadClawedBack | Load 9000 key=l; Redeem 4000; Clawback originalKey=l | 50.00 CNY of a load on **NA was taken back. Balance 0.00 CNY. | 您的卡**NA的充值已收回50.00 CNY。余额0.00 CNY。 | Отнети 50,00 CNY от зареждане по карта **NA. Наличност 0,00 CNY.
  loadChargedBack | Load 9000 tender=bankCard key=l; Redeem 4000; Chargeback originalKey=l | The bank took a load on **NA back; 50.00 CNY of it was still there. Balance 0.00 CNY. | 银行撤回了您的卡**NA的充值，已扣回50.00 CNY。余额0.00 CNY。 | Банката върна зареждане по карта **NA; отнети 50,00 CNY. Наличност 0,00 CNY.
  valueEscheated | Load 9000; clock 2029-11-22T00:00:00+08:00; Escheat version=2 | 90.00 CNY on **NA that nobody claimed was handed over to the state; you can claim it. Balance 0.00 CNY. | 您的卡**NA长期无人认领的90.00 CNY已依法上缴，您仍可申领。余额0.00 CNY。 | 90,00 CNY по карта **NA, които никой не потърси, са предадени на държавата; можете да ги поискате. Наличност 0,00 CNY.
  cashedOut | Load 500; CashOut | 5.00 CNY paid out from **NA at Harbour. Balance 0.00 CNY. | 您的卡**NA在Harbour退现5.00 CNY。余额0.00 CNY。 | Изплатени 5,00 CNY от карта **NA в Harbour. Наличност 0,00 CNY.
  valueAdjusted | Load 5000; Adjust -200 subWallet=main | **NA was corrected by -2.00 CNY. Balance 48.00 CNY. | 您的卡**NA更正-2.00 CNY。余额48.00 CNY。 | Корекция -2,00 CNY по карта **NA. Наличност 48,00 CNY.
  valueTransferred | Load 90000; Transfer 10000 from=ANNA to=BELA | 100.00 CNY moved from **NA to another card. Balance 800.00 CNY. | 您的卡**NA转出100.00 CNY。余额800.00 CNY。 | Прехвърлени 100,00 CNY от карта **NA. Наличност 800,00 CNY.
  valueReceived | Load 90000; Transfer 10000 from=ANNA to=BELA | 100.00 CNY arrived on **LA. | 您的卡**LA转入100.00 CNY。 | Получени 100,00 CNY по карта **LA.
  referralEarned | Issue card=CARL referrer=ANNA; Load 90000 card=CARL; Redeem 24000 card=CARL key=r | 12 PTS earned: somebody you brought has paid with us. | 您获得12 PTS：您介绍的会员有消费。 | +12 PTS: човек, когото сте довели, плати при нас.
  referralTakenBack | Issue card=CARL referrer=ANNA; Load 90000 card=CARL; Redeem 24000 card=CARL key=r; Refund 12000 originalKey=r | 6 PTS taken back: somebody you brought has returned a purchase. | 扣回6 PTS：您介绍的会员已退货。 | -6 PTS: човек, когото сте довели, върна покупка.
  accountMerged | Load 90000; Merge from=ANNA to=BELA | Card **NA was closed; 900.00 CNY moved to the other card. | 卡**NA已合并，900.00 CNY已转入另一张卡。 | Карта **NA е закрита; 900,00 CNY са прехвърлени на другата карта.
  bonusVested | Load 100000 offer=bonus; clock 2026-12-22T10:00:00+08:00; Redeem 10 | A bonus of 40.00 CNY is now on **NA. Balance 1,080.00 CNY. | 赠送的40.00 CNY已到您的卡**NA。余额1,080.00 CNY。 | Бонус 40,00 CNY вече е по карта **NA. Наличност 1080,00 CNY.
  lotExpired | GrantVoucher voucher=welcome; clock 2027-01-01T10:00:00+08:00; Load 10 | 5.00 CNY on **NA has expired. Balance 0.00 CNY. | 您的卡**NA有5.00 CNY已过期。余额0.00 CNY。 | Изтекоха 5,00 CNY по карта **NA. Наличност 0,00 CNY.
  pointsTakenBack | Earn paid=12000 currency=CNY key=e; Refund 5000 originalKey=e | 5 PTS taken back on **NA, 7 PTS in all. | 您的卡**NA扣回5 PTS，共7 PTS。 | -5 PTS по карта **NA, общо 7 PTS.
  pointsEarned | Earn 12 currency=PTS reason=sorry | 12 PTS earned on **NA, 12 PTS in all. | 您的卡**NA获得12 PTS，共12 PTS。 | +12 PTS по карта **NA, общо 12 PTS.
  pointsBurnt | Earn 12 currency=PTS reason=sorry; BurnPoints 5 currency=PTS | 5 PTS of **NA used at Harbour. 7 PTS left. | 您的卡**NA在Harbour使用5 PTS。剩余7 PTS。 | Използвани 5 PTS от карта **NA в Harbour. Остават 7 PTS.
  pointsConverted | Earn 12 currency=PTS reason=sorry; ConvertPoints 10 currency=PTS | Points of **NA became 10.00 CNY. Balance 10.00 CNY. 2 PTS left. | 您的卡**NA的积分已兑换为10.00 CNY。余额10.00 CNY。剩余2 PTS。 | Точки по карта **NA станаха 10,00 CNY. Наличност 10,00 CNY. Остават 2 PTS.
  cardDeactivated | Deactivate | Card **NA is no longer active. | 卡**NA已停用。 | Карта **NA вече не е активна.
  cardReactivated | Deactivate; Reactivate | Card **NA is active again. | 卡**NA已重新激活。 | Карта **NA отново е активна.
  cardBlocked | Block | Card **NA is blocked. | 卡**NA已锁定。 | Карта **NA е блокирана.
  cardUnblocked | Block; Unblock | Card **NA can be used again. | 卡**NA已解锁。 | Карта **NA отново може да се ползва.
  cardLost | ReportLost | Card **NA was reported lost and cannot be used. | 卡**NA已挂失，不能使用。 | Карта **NA е обявена за изгубена и не може да се ползва.
  cardReplaced | Replace newCard=NEWA | Card **WA took the place of the old one. | 新卡**WA已替换旧卡。 | Карта **WA замени старата карта.
  cardLinked | LinkCard newCard=NEWA | Card **WA was added to your account. | 卡**WA已加入您的账户。 | Карта **WA е добавена към сметката ви.
  accountFrozen | Freeze side=both | The account of **NA is frozen. | 卡**NA的账户已冻结。 | Сметката на карта **NA е замразена.
  accountUnfrozen | Freeze side=both; Unfreeze side=both | The account of **NA can be used again. | 卡**NA的账户已解冻。 | Сметката на карта **NA отново може да се ползва.
  accountClosed | Close | The account of **NA is closed. | 卡**NA的账户已销户。 | Сметката на карта **NA е закрита.
  accountConverted | Issue card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 | Card **WA is registered now. | 卡**WA已实名登记。 | Карта **WA вече е регистрирана.
  expiryChanged | Load 10 subWallet=gift; ChangeExpiry lot=lot_000003_0 expiresAt=2027-06-01T00:00:00+08:00 | Value on **NA has another end: 2027-05-31. | 卡**NA内金额的有效期改为2027-05-31。 | Стойност по карта **NA важи до 2027-05-31.
`)

/** Somebody has set a PIN: the counter of the tables cannot. */
const pin = (kind: "pinSet" | "holderIdentified" | "pinUnlocked"): Event => {
  const blocked = eventOf("cardBlocked", "Block")
  if (blocked.kind !== "cardBlocked") throw new Error("a block is told as one")
  return { ...blocked, kind }
}

const compose = composer(network, "en")
const textsOf = (event: Event) => ["en", "zh", "bg"].map((language) => compose(event, { language })?.text)

describe("texts", () => {
  it.each(told.map((cells) => [`${cells[0]}: ${cells[1]}`, cells] as const))("%s", (_, cells) => {
    const [kind = "", story = "", ...expected] = cells
    expect(textsOf(eventOf(kind as EventKind, story))).toEqual(expected)
  })

  it("of points that are enough for whoever brought the holder: nothing of a card", () => {
    const event = eventOf("pointsReached", "Load 90000; Redeem 60000")
    const { card: _, ...theirs } = event.kind === "pointsReached" ? event : { ...event, card: undefined }
    expect(textsOf({ ...theirs, balances: [] } as Event)).toEqual([
      "60 PTS are enough for cup, shirt.",
      "您有60 PTS，可兑换cup, shirt。",
      "60 PTS стигат за cup, shirt."
    ])
  })

  it("of PINs", () => {
    expect(textsOf(pin("pinSet"))).toEqual([
      "The PIN of **NA was set. If it was not you, tell us now.",
      "卡**NA的密码已设置。如非本人操作，请立即联系我们。",
      "ПИН кодът на карта **NA е зададен. Ако не сте вие, обадете се веднага."
    ])
    expect(textsOf(pin("holderIdentified"))).toEqual([
      "Somebody has signed in with card **NA. If it was not you, tell us now.",
      "已使用卡**NA登录。如非本人操作，请立即联系我们。",
      "С карта **NA е влязъл потребител. Ако не сте вие, обадете се веднага."
    ])
    expect(textsOf(pin("pinUnlocked"))).toEqual([
      "The PIN of **NA can be used again.",
      "卡**NA的密码已解锁。",
      "ПИН кодът на карта **NA отново може да се ползва."
    ])
  })

  it("of one-time codes, where the code is known", () => {
    const event = eventOf("oneTimeCodeRequested", "RequestOneTimeCode")
    const said = (language: string, code?: string) => compose(event, { language, code })?.text
    expect(["en", "zh", "bg"].map((language) => said(language, "471108"))).toEqual([
      "471108 is the code for **NA. Tell it to nobody but the till.",
      "卡**NA的验证码是471108，请勿告诉他人。",
      "471108 е кодът за карта **NA. Не го казвайте на никого извън касата."
    ])
    expect(said("en")).toBe(undefined)
  })

  it("every kind that holders are told of has a row", () => {
    const shown = new Set(told.map(([kind]) => kind))
    expect(toldKinds.filter((kind) => !shown.has(kind))).toEqual([
      "pinSet",
      "holderIdentified",
      "pinUnlocked",
      "oneTimeCodeRequested"
    ])
  })

  it("amounts are exact, however large, in the digits of their currency", () => {
    const sale = eventOf("valueRedeemed", "Load 90000; Redeem 200")
    const event = { ...sale, amount: 9_007_199_254_740_993n } as Event
    expect(compose(event, {})?.text).toContain("90,071,992,547,409.93 CNY paid")
    expect(compose(event, { language: "bg" })?.text).toContain(
      "90\u00a0071\u00a0992\u00a0547\u00a0409,93 CNY"
    )
  })
})

describe("a retailer's own texts", () => {
  const sale = eventOf("valueRedeemed", "Load 90000; Redeem 20050")
  const own: Texts = {
    en: { valueRedeemed: ["{name}, you paid {amount}."], cardBlocked: [] },
    fr: {
      valueRedeemed: [["{name}, {amount} chez {outlet}.", "{amount} chez {outlet}."], "Solde {balance}."]
    }
  }
  const compose = composer(network, "fr", own)
  const said = (event: Event, language?: string, name?: string) =>
    compose(event, { ...(language !== undefined && { language }), ...(name !== undefined && { name }) })

  it.each([
    ["takes the place of the library's", "en", "Ann", "en", "Ann, you paid 200.50 CNY."],
    ["leaves out what cannot be said", "en", undefined, undefined, undefined],
    ["may be of another language", "fr", "Ann", "fr", "Ann, 200,50 CNY chez Harbour. Solde 699,50 CNY."],
    [
      "says it in another way without a name",
      "fr",
      undefined,
      "fr",
      "200,50 CNY chez Harbour. Solde 699,50 CNY."
    ],
    [
      "is there for a region, however it is written",
      "fr_CA",
      undefined,
      "fr",
      "200,50 CNY chez Harbour. Solde 699,50 CNY."
    ],
    [
      "is the fallback of a language without texts",
      "ja",
      undefined,
      "fr",
      "200,50 CNY chez Harbour. Solde 699,50 CNY."
    ],
    ["and of nobody's language", undefined, undefined, "fr", "200,50 CNY chez Harbour. Solde 699,50 CNY."],
    [
      "leaves the others as they are",
      "zh",
      undefined,
      "zh",
      "您的卡**NA在Harbour消费200.50 CNY。余额699.50 CNY。获得20 PTS，共20 PTS。"
    ]
  ])("%s", (_, language, name, tag, text) => {
    const notice = said(sale, language, name)
    expect([notice?.language, notice?.text]).toEqual([tag, text])
  })

  it("[] is told to nobody, and neither is what no language has", () => {
    const block = eventOf("cardBlocked", "Block")
    expect(said(block, "en")).toBeUndefined()
    expect(said(block, "fr")).toBeUndefined()
    expect(said(block, "bg")?.language).toBe("bg")
  })

  it("values are not read again as templates", () => {
    expect(said(sale, "fr", "{card}")?.text).toBe("{card}, 200,50 CNY chez Harbour. Solde 699,50 CNY.")
  })

  it.each<readonly [string, unknown, string]>([
    [
      "a placeholder that is none",
      { fr: { valueRedeemed: ["a", "{ammount}"] } },
      "fr.valueRedeemed.1: Expected only {name}, "
    ],
    [
      "in one of several ways",
      { fr: { valueRedeemed: [["a", "{x}"]] } },
      "fr.valueRedeemed.0.1: Expected only"
    ],
    ["a brace alone", { fr: { valueRedeemed: ["{amount"] } }, "fr.valueRedeemed.0: Expected every brace"],
    ["no sentence", { fr: { valueRedeemed: [7] } }, "fr.valueRedeemed.0: Expected a sentence"],
    ["no list", { fr: { valueRedeemed: "{amount}" } }, "fr.valueRedeemed: Expected a list of sentences"],
    [
      "a kind that no holder is told of",
      { fr: { ledgerSwept: ["a"] } },
      "fr.ledgerSwept: Expected one of valueLoaded, "
    ],
    ["a tag in which no amount is written", { "fr-x": {} }, "fr-x: Expected a language tag"],
    ["no language", { français: {} }, "français: Expected a language tag"]
  ])("refused: %s", (_, texts, expected) => {
    const [fault] = textFaults(texts as Texts)
    expect(`${fault?.path.join(".")}: ${fault?.message}`.slice(0, expected.length)).toBe(expected)
  })
})
