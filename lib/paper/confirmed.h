/*
 * What clerks confirmed on other papers, as an opinion on what is read now. Rules that have learnt are as immutable as
 * those that they were made of.
 */
#ifndef SOHOA_PAPER_CONFIRMED_H
#define SOHOA_PAPER_CONFIRMED_H

#include "paper/paper.h"

struct paper_confirmed {
    const char *text; /* a whole name, or a part of a place as it stands between commas: "xã Thanh Xuân" */
    bool place;
};

#define PAPER_CONFIRMED_MAX 50000 /* more are left out: the commonest come first */

/*
 * The rules with these texts: a word that no Vietnamese name can have, or that another look read otherwise, is taken
 * from the confirmed name or place that it fits; the value keeps what was read, and `lexicon` as its evidence. A
 * plausible reading stands, however near to a confirmed name. rules is borrowed and must outlive *ret_rules, which is
 * the caller's (paper_rules_free); the texts are copied. SO_ENOMEM.
 */
int paper_rules_learn(const struct paper_rules *rules, const struct paper_confirmed *items, size_t n,
                      struct paper_rules **ret_rules);

#endif
