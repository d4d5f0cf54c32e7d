// Two small models built by hand, without the language: a traffic light and a game of ping-pong.
#pragma once

#include "model/model.h"

namespace model::testing {

/// States RED, GREEN, YELLOW; fields state, waiting, change.armed, rest.armed. Pressing the button counts who
/// waits; the light goes GREEN when enough do. `rest` has a duration of 2 * LIMIT ticks.
namespace light {
enum State : std::uint16_t { kRed, kGreen, kYellow };
enum FieldIndex : std::uint16_t { kState, kWaiting, kChangeArmed, kRestArmed };
enum TimerIndex : std::uint16_t { kChange, kRest };
Model model();
}  // namespace light

/// Two players; fields state, number, count, patience.armed; a ball carries `number` and `hits`. A call
/// serves, with a number chosen anew; a ball is returned with one more hit until it has LIMIT of them. In the
/// system `Court` time passes, every player has a ghost identity and so has every ball; fields there: …, id,
/// patience.left; of a ball: …, by, ttl.
namespace game {
enum State : std::uint16_t { kIdle, kPlaying, kDone };
enum FieldIndex : std::uint16_t { kState, kNumber, kCount, kPatienceArmed, kId, kPatienceLeft };
enum BallField : std::uint16_t { kBallNumber, kBallHits, kBallBy, kBallTtl };
enum CallIndex : std::uint16_t { kServe, kQuit };
Model model();
}  // namespace game

}  // namespace model::testing
