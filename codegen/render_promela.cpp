#include "codegen/render_promela.h"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/lines.h"
#include "model/overloaded.h"
#include "model/path.h"

namespace codegen::promela {

namespace {

class Renderer {
 public:
  explicit Renderer(const Plan& plan) : plan_(plan) {}

  std::string run(const std::string& banner) && {
    lines_.add("/* " + banner);
    lines_.add(
        " * spin -a -o1 -o2 -o3 FILE && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -c0 -m1000000");
    lines_.add(
        " * The states stored are the reachable configurations; an invariant that fails is an assertion. */");
    lines_.blank();
    for (const auto& [name, value] : plan_.constants) lines_.add(fmt::format("#define {} {}", name, value));
    lines_.blank();
    declare();
    for (const Channel& channel : plan_.channels) render_sort(channel);
    if (plan_.undoes) render_undo();
    for (const Fresh& fresh : plan_.fresh) render_fresh(fresh);
    for (const Reaction& reaction : plan_.reactions) render(reaction);
    render_process();
    return lines_.take();
  }

 private:
  // ---- variables ------------------------------------------------------------------------------------------

  void declare() {
    for (const Variable& v : plan_.variables)
      lines_.add(fmt::format("{} {} = {};", v.type, v.name, v.initial));
    lines_.blank();
    lines_.add("/* within one event */");
    for (const Variable& v : plan_.hidden) lines_.add(fmt::format("hidden {} {};", v.type, v.name));
    lines_.add("hidden byte rule_stopped, impossible_step;");
    lines_.add("hidden int sends_so_far, names_in_use, spare_value;");
    if (plan_.undoes)
      for (const Variable& v : plan_.variables) lines_.add(fmt::format("hidden int before_{};", v.name));
    lines_.blank();
  }

  void render_undo() {
    for (const bool keeps : {true, false}) {
      lines_.open(keeps ? "inline keep() {" : "inline undo() {");
      for (const Variable& v : plan_.variables)
        lines_.add(keeps ? "before_" + v.name + " = " + v.name + ";" : v.name + " = before_" + v.name + ";");
      lines_.close();
    }
    lines_.blank();
  }

  /// 0 if as many incarnations are in use as there may be.
  void render_fresh(const Fresh& fresh) {
    const std::uint64_t all = (std::uint64_t{1} << fresh.width) - 1,
                        half = std::uint64_t{1} << (fresh.width - 5);
    lines_.open(fmt::format("inline find_{}() {{", fresh.name));
    lines_.add("names_in_use = 1;");
    for (const std::string& number : fresh.in_use)
      lines_.add(fmt::format("names_in_use = names_in_use | (1 << ((({} + {}) & {}) >> {}));", number, half,
                             all, fresh.width - 4));
    lines_.add(fresh.name + " = 0;");
    lines_.open("if");
    for (unsigned k = 1; k <= fresh.most; ++k)
      lines_.add(fmt::format(":: !((names_in_use >> {}) & 1) -> {} = {}", k, fresh.name,
                             std::uint64_t{k} << (fresh.width - 4)));
    lines_.add(":: else");
    lines_.close("fi");
    lines_.close();
    lines_.blank();
  }

  // ---- the network ----------------------------------------------------------------------------------------

  static std::string sort_of(const Channel& channel) { return "sort_" + channel.slots.front().name; }

  /// Taken slots first, then by their fields: which message lies where does not count.
  void render_sort(const Channel& channel) {
    lines_.open(fmt::format("inline {}() {{", sort_of(channel)));
    if (channel.slots.size() < 2) lines_.add("skip");
    for (std::size_t last = channel.slots.size(); last-- > 1;)
      for (std::size_t j = 0; j < last; ++j) exchange(channel.slots[j], channel.slots[j + 1]);
    lines_.close();
    lines_.blank();
  }

  void exchange(const Slot& a, const Slot& b) {
    std::string before = "0";
    for (std::size_t f = a.members.size(); f-- > 0;)
      before = fmt::format("({0} != {1} -> {0} > {1} : {2})", b.members[f], a.members[f], before);
    lines_.open("if");
    lines_.open(fmt::format(":: ({0} != {1} -> {0} : {2}) ->", b.name, a.name, before));
    const auto swap = [&](const std::string& x, const std::string& y) {
      lines_.add(fmt::format("spare_value = {0}; {0} = {1}; {1} = spare_value;", x, y));
    };
    swap(a.name, b.name);
    for (std::size_t f = 0; f < a.members.size(); ++f) swap(a.members[f], b.members[f]);
    lines_.outdent();
    lines_.add(":: else");
    lines_.close("fi;");
  }

  void clear(const Slot& slot) {
    lines_.add(slot.name + " = 0;");
    for (const std::string& member : slot.members) lines_.add(member + " = 0;");
  }

  /// The message goes to the slot that `where` says, if that is the first free one or none is free; else it is lost.
  void store(const Channel& channel, const std::string& where) {
    std::string there = "0";
    for (const Slot& slot : channel.slots) there += " || " + holds_it(slot);
    lines_.open("if");
    lines_.add(fmt::format(":: {} /* it is there already */", there));
    for (std::size_t j = 0; j < channel.slots.size(); ++j) {
      const Slot& slot = channel.slots[j];
      const std::string first = j == 0 ? "1" : channel.slots[j - 1].name;
      lines_.open(fmt::format(":: {} == {} && ({} || (!{} && {})) ->", where, j, channel.slots.back().name,
                              slot.name, first));
      lines_.add(slot.name + " = 1;");
      for (std::size_t f = 0; f < slot.members.size(); ++f)
        lines_.add(fmt::format("{} = {};", slot.members[f], plan_.sending[f]));
      lines_.add(sort_of(channel) + "()");
      lines_.outdent();
    }
    lines_.add(":: else /* lost */");
    lines_.close("fi;");
  }

  std::string holds_it(const Slot& slot) const {
    std::string all = "(" + slot.name;
    for (std::size_t f = 0; f < slot.members.size(); ++f)
      all += fmt::format(" && {} == {}", slot.members[f], plan_.sending[f]);
    return all + ")";
  }

  // ---- handlers -------------------------------------------------------------------------------------------

  void render(const Reaction& reaction) {
    std::string parameters;
    for (std::size_t i = 0; i < places(reaction); ++i)
      parameters += fmt::format("{}w{}", i == 0 ? "" : ", ", i);
    lines_.open(fmt::format("inline {}({}) {{", reaction.name, parameters));
    if (reaction.handlers.size() > 1) lines_.open("if");
    for (const model::Handler* handler : reaction.handlers) {
      if (reaction.handlers.size() > 1) lines_.open(fmt::format(":: {} ->", in(reaction, handler->states)));
      lines_.add("rule_stopped = 0; sends_so_far = 0;");
      for (std::size_t s = 0; s < handler->steps.size(); ++s) render(reaction, handler->steps[s], s != 0);
      if (reaction.handlers.size() > 1) lines_.outdent();
    }
    if (reaction.handlers.size() > 1) {
      lines_.add(":: else");
      lines_.close("fi");
    }
    lines_.close();
    lines_.blank();
  }

  std::size_t places(const Reaction& reaction) const {
    const auto from = [&](const Channel& channel) { return channel.from == reaction.endpoint; };
    return reaction.sends *
           static_cast<std::size_t>(std::count_if(plan_.channels.begin(), plan_.channels.end(), from));
  }

  /// Of several rules that hold the first applies: so does Spin choose within a d_step.
  void render(const Reaction& reaction, const model::Step& step, bool may_be_stopped) {
    lines_.open("if");
    if (may_be_stopped) lines_.add(":: rule_stopped");
    const char* otherwise = may_be_stopped ? "!rule_stopped && " : "";
    for (const model::Rule& rule : step.rules) {
      lines_.open(fmt::format(":: {}{}{} ->{}", otherwise, in(reaction, rule.states),
                              rule.guard.is_true() ? "" : " && " + text(rule.guard, spelling(reaction)),
                              rule.name.empty() ? "" : " /* " + rule.name + " */"));
      for (const Fresh* fresh : reaction.fresh)
        if (model::reads(rule, {model::Owner::Argument, 0, fresh->argument}))
          lines_.add(fmt::format("impossible_step = impossible_step || {} == 0;", fresh->name));
      for (const model::Effect& effect : rule.effects) render(reaction, effect);
      lines_.add(rule.stops ? "rule_stopped = 1" : "skip");
      lines_.outdent();
    }
    lines_.add(":: else");
    lines_.close("fi;");
  }

  const Spelling& spelling(const Reaction& reaction) const { return plan_.spelling[reaction.endpoint]; }

  std::string in(const Reaction& reaction, model::Mask states) const {
    const auto& names = plan_.state_names[reaction.endpoint];
    std::string all;
    for (std::size_t s = 0; s < names.size(); ++s)
      if (states >> s & 1)
        all += fmt::format("{}{} == {}", all.empty() ? "" : " || ", plan_.fields[reaction.endpoint][0],
                           names[s]);
    return all.empty() ? "0" : "(" + all + ")";
  }

  void render(const Reaction& reaction, const model::Effect& effect) {
    const auto set = [&](std::size_t field, const std::string& value) {
      lines_.add(fmt::format("{} = {};", plan_.fields[reaction.endpoint][field], value));
    };
    const auto set_timer = [&](std::uint16_t timer, model::Expr condition, int armed) {
      const std::string name = plan_.armed[reaction.endpoint][timer];
      if (condition.is_true()) return lines_.add(fmt::format("{} = {};", name, armed));
      lines_.add(
          fmt::format("{} = ({} -> {} : {});", name, text(condition, spelling(reaction)), armed, name));
    };
    std::visit(model::overloaded{
                   [&](const model::Assign& it) { set(it.field, text(it.value, spelling(reaction))); },
                   [&](const model::Send& it) { send(reaction, it); },
                   [&](const model::StartTimer& it) { set_timer(it.timer, it.condition, 1); },
                   [&](const model::CancelTimer& it) { set_timer(it.timer, it.condition, 0); },
                   [](const model::Emit&) {},
                   [](const model::Reply&) {},
               },
               effect);
  }

  void send(const Reaction& reaction, const model::Send& message) {
    for (std::size_t f = 0; f < message.fields.size(); ++f)
      lines_.add(fmt::format("{} = {};", plan_.sending[f], text(message.fields[f], spelling(reaction))));
    std::size_t channels = 0, c = 0;
    for (const Channel& channel : plan_.channels) channels += channel.from == reaction.endpoint;
    for (const Channel& channel : plan_.channels) {
      if (channel.from != reaction.endpoint) continue;
      std::string where = fmt::format("w{}", c);
      for (unsigned k = 1; k < reaction.sends; ++k)
        where = fmt::format("(sends_so_far == {} -> w{} : {})", k, k * channels + c, where);
      store(channel, where);
      ++c;
    }
    lines_.add("sends_so_far++;");
  }

  // ---- the process ----------------------------------------------------------------------------------------

  void render_process() {
    lines_.open(fmt::format("active proctype {}() {{", plan_.system));
    lines_.add("end:");
    lines_.open("do");
    if (!plan_.claims.empty()) render_claims();
    for (const Alternative& alternative : plan_.alternatives) render(alternative);
    for (const Channel& channel : plan_.channels)
      for (const Slot& slot : channel.slots)
        if (plan_.forgetting) render_forgetting(channel, slot);
    lines_.close("od");
    lines_.close();
  }

  void render_claims() {
    lines_.open(":: d_step { 1 ->");
    for (const Claim& claim : plan_.claims) {
      lines_.wrapped(claim.name + " = ", claim.conjuncts, " &&", ";");
      lines_.add(fmt::format("assert({});", claim.name));
    }
    lines_.close();
  }

  void render(const Alternative& one) {
    const Reaction& reaction = *one.reaction;
    model::Mask states = 0;
    for (const model::Handler* handler : reaction.handlers) states |= handler->states;
    lines_.open(fmt::format(":: d_step {{ {}{} ->", one.condition.empty() ? "" : one.condition + " && ",
                            in(reaction, states)));
    begin();
    for (const Fresh* fresh : reaction.fresh) lines_.add(fmt::format("find_{}();", fresh->name));
    for (const auto& [name, value] : one.given) lines_.add(fmt::format("{} = {};", name, value));
    if (one.arriving)
      for (std::size_t f = 0; f < plan_.arriving.size(); ++f)
        lines_.add(fmt::format("{} = {};", plan_.arriving[f], one.arriving->members[f]));
    if (!one.expires.empty()) lines_.add(one.expires + " = 0;");
    std::string places;
    for (unsigned where : one.places) places += (places.empty() ? "" : ", ") + std::to_string(where);
    lines_.add(fmt::format("{}({});", reaction.name, places));
    end();
  }

  void render_forgetting(const Channel& channel, const Slot& slot) {
    lines_.open(fmt::format(":: d_step {{ {} ->", slot.name));
    begin();
    clear(slot);
    lines_.add(sort_of(channel) + "();");
    end();
  }

  void begin() {
    if (plan_.undoes) lines_.add("impossible_step = 0; keep();");
  }

  /// What may not be is taken back: then nothing happened.
  void end() {
    std::vector<std::string> unless{"impossible_step"};
    for (const Claim& assumption : plan_.assumptions)
      for (const std::string& conjunct : assumption.conjuncts) unless.push_back("!" + conjunct);
    if (plan_.undoes) {
      lines_.open("if");
      lines_.wrapped(":: ", unless, " ||", " -> undo()");
      lines_.add(":: else");
      lines_.close("fi");
    }
    lines_.close();
  }

  const Plan& plan_;
  Lines lines_;
};

}  // namespace

std::string render(const Plan& plan, const std::string& banner) { return Renderer(plan).run(banner); }

}  // namespace codegen::promela
