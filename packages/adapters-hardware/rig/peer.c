/* Speaks with a card of DESFire through libfreefare, which knows nothing of this project, and prints what the card says.
   On the card: an application 0x112233 with a value file 1 (0 to 1000, holds 500, limited credit), a backup file 2 of
   16 bytes and a cyclic file 3 of records of 4 bytes, all free for everybody and in plain. */
#include <freefare.h>
#include <nfc/nfc.h>
#include <stdio.h>
#include <string.h>

static MifareTag card;

static void value(const char *when) {
  int32_t held = -1;
  int told = mifare_desfire_get_value_ex(card, 1, &held, 0);
  printf("%s %d\n", when, told < 0 ? -1 : (int)held);
}

static void did(const char *what, int told) {
  if (told < 0) printf("%s refused %02x\n", what, mifare_desfire_last_picc_error(card));
  else printf("%s done\n", what);
}

int main(void) {
  nfc_context *context;
  nfc_init(&context);
  nfc_device *device = nfc_open(context, NULL);
  if (device == NULL) return 2;
  MifareTag *tags = freefare_get_tags(device);
  if (tags == NULL || tags[0] == NULL) return 3;
  card = tags[0];
  printf("is %s\n", freefare_get_tag_friendly_name(card));
  if (mifare_desfire_connect(card) < 0) return 4;

  struct mifare_desfire_version_info version;
  did("version", mifare_desfire_get_version(card, &version));
  printf("uid %02x%02x%02x%02x%02x%02x%02x\n", version.uid[0], version.uid[1], version.uid[2], version.uid[3],
         version.uid[4], version.uid[5], version.uid[6]);

  MifareDESFireAID absent = mifare_desfire_aid_new(0x445566);
  did("select-absent", mifare_desfire_select_application(card, absent));
  MifareDESFireAID own = mifare_desfire_aid_new(0x112233);
  did("select", mifare_desfire_select_application(card, own));

  value("holds");
  did("credit", mifare_desfire_credit_ex(card, 1, 300, 0));
  value("pending");
  did("abort", mifare_desfire_abort_transaction(card));
  value("aborted");
  did("credit", mifare_desfire_credit_ex(card, 1, 300, 0));
  did("debit", mifare_desfire_debit_ex(card, 1, 100, 0));
  did("commit", mifare_desfire_commit_transaction(card));
  value("committed");
  did("debit-too-much", mifare_desfire_debit_ex(card, 1, 701, 0));
  did("credit-too-much", mifare_desfire_credit_ex(card, 1, 301, 0));
  did("debit", mifare_desfire_debit_ex(card, 1, 200, 0));
  did("commit", mifare_desfire_commit_transaction(card));
  did("limited", mifare_desfire_limited_credit_ex(card, 1, 200, 0));
  did("commit", mifare_desfire_commit_transaction(card));
  value("given-back");
  did("limited-again", mifare_desfire_limited_credit_ex(card, 1, 1, 0));

  char written[16] = "sixteen letters";
  char read[16] = "";
  did("write", (int)mifare_desfire_write_data_ex(card, 2, 0, 16, written, 0));
  mifare_desfire_read_data_ex(card, 2, 0, 16, read, 0);
  printf("before-commit '%.15s'\n", read);
  did("commit", mifare_desfire_commit_transaction(card));
  mifare_desfire_read_data_ex(card, 2, 0, 16, read, 0);
  printf("after-commit '%.15s'\n", read);

  for (int n = 0; n < 3; n++) {
    char record[5];
    snprintf(record, sizeof record, "rec%d", n);
    did("record", (int)mifare_desfire_write_record_ex(card, 3, 0, 4, record, 0));
    did("commit", mifare_desfire_commit_transaction(card));
  }
  char records[9] = "";
  long length = (long)mifare_desfire_read_records_ex(card, 3, 0, 0, records, 0);
  printf("records %ld '%.8s'\n", length, records);
  did("no-file", mifare_desfire_debit_ex(card, 9, 1, 0));

  nfc_close(device);
  nfc_exit(context);
  return 0;
}
