#include "augment/internal/plan_trace.h"

namespace imrec {

std::string_view ToText(TrialOutcome outcome) {
  switch (outcome) {
    case TrialOutcome::kSize:
      return "size";
    case TrialOutcome::kConstraint:
      return "constraint";
    case TrialOutcome::kNoSurvivor:
      return "no survivor";
    case TrialOutcome::kAccepted:
      break;
  }
  return "accepted";
}

}  // namespace imrec
