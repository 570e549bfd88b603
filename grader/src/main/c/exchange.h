/* What a frame of the node's asks for besides a step: files in and out, and the input that a step begins with. */
#ifndef KRITERION_EXCHANGE_H
#define KRITERION_EXCHANGE_H

#include "session.h"

/* Each answers a frame of that type. SESSION_ENDED when the session can go on, else the status that it must end with. */
enum session_status exchange_put(struct session *session, const struct frame *frame);
enum session_status exchange_get(struct session *session, const struct frame *frame);
enum session_status exchange_step(struct session *session, const struct frame *frame);

#endif
