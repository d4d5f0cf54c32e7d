// The syntax of Synfin. Line ends mean nothing; every word but the operators of expressions may also be a name.
grammar Synfin;

file : importFile* item* EOF ;

importFile : 'import' STRING ;

item
  : shared | machine | extend | system | lemma | invariant | transition | response | reachable | deterministic | run | profile | claimsUnder
  | variant
  ;

// ---- what all machines have ---------------------------------------------------------------------------

shared : constant | enumeration | message ;

// ---- machines ---------------------------------------------------------------------------------------

machine : 'machine' name STRING? '{' machineItem* '}' ;
extend : 'extend' name '{' machineItem* '}' ;

machineItem
  : states | group | policy | constant | enumeration | message | speaks | variable | timer | input | signal | let | action | handler
  ;

states : 'state' stateName (',' stateName)* ;
stateName : name initial='initial'? ;
group : 'group' name '=' (except='all' 'except')? names ;
policy : 'policy' name ':' '{' names '}' '=' name ;
constant : 'const' name (':' typeName)? ('in' number '..' number)? ('=' number)? ;
enumeration : 'enum' name '{' names '}' ;
message : 'message' name '{' (field ';'?)* '}' ;
speaks : 'message' name ;                // one declared outside
field : let | names ':' (typeName | flags) ;
flags : 'flags' '{' names '}' ;
variable : 'variable' names ':' typeName ('=' expr)? ;
timer : 'timer' name ('=' expr)? ;
input : kind=('input' | 'fresh') names ':' typeName ;
signal : 'signal' name parameters? ;
let : 'let' name ('(' names ')')? '=' expr ;
action : 'action' name ('(' names ')')? effects ;

handler : 'on' event inStates? '{' (rule_ | step)* '}' ;
event
  : kind='call' name parameters?
  | kind='timeout' name
  | kind='environment' name
  | name name
  ;
step : name STRING? guard? '{' rule_* '}' ;
rule_ : 'rule' name ('[' names ']')? STRING? inStates? (guard | otherwise='otherwise')? effects ;
inStates : 'in' names ;
guard : 'when' expr ;

effects : '{' (effect ';'?)* '}' ;
effect
  : 'send' expr
  | 'goto' name
  | 'start' timing
  | 'cancel' timing
  | 'signal' name arguments?
  | 'error' STRING
  | 'stop'
  | postfix (':=' expr)?                // an assignment, or an action
  ;
timing : name guard? ;

parameters : '(' (parameter (',' parameter)*)? ')' ;
parameter : name ':' typeName ;
typeName : name ('of' name)? ;

// ---- systems ----------------------------------------------------------------------------------------

system : 'system' name '{' systemItem* '}' ;
systemItem : endpoints | network | calls | environment | ghost | hook | let | assume | bounds ;

endpoints : 'endpoint' names ':' name mirrored='mirrored'? ;
network : 'network' (name | any='*') (both='<->' | '->') name (':' attribute (',' attribute)*)? ;
attribute : 'lifetime' name | name ;
calls : 'calls' except='except'? ofEndpoint (',' ofEndpoint)* ;
environment : 'environment' ofEndpoint (',' ofEndpoint)* ;
ofEndpoint : name ('of' name)? ;
ghost : 'ghost' name ('.' name)? ':' typeName ('=' expr)? ;
hook : 'on' (moment | sending | tick='tick') effects ;
moment : kind='step' 'of' name | kind='arrival' 'of' name 'at' name ;
sending : 'send' 'of' name 'by' name ;
assume : 'assume' name STRING? ('on' (moment | choice))? ':' conjunct (';'? bound | ';' conjunct)* ;
choice : 'choice' 'of' name 'by' name ;
conjunct : bound | expr ;
bound : binder ':' expr ;
binder : 'for' names 'from' postfix ;
bounds : 'bounds' '{' (boundValues ';'?)* '}' ;
boundValues : ofEndpoint '=' boundValue (',' boundValue)* ;
boundValue : number | word=('new' | 'any') ;

// ---- claims -----------------------------------------------------------------------------------------

lemma : 'lemma' name 'in' name binder? ':' expr ;
invariant : 'invariant' heading 'in' name binder? ':' expr ;
transition : 'transition' heading 'in' name 'on' moment binder? ':' expr ;
response : 'response' heading 'in' name ('under' fair (',' fair)*)? ':' expr '~>' expr ('by' 'decreasing' arguments)? ;
fair : 'fair' '(' name ('of' name)? ')' ;
reachable : 'reachable' heading 'in' name ('on' moment)? ':' expr ;
deterministic : 'deterministic' heading ':' name ;
heading : name name ('[' names ']')? STRING? ;

// ---- dialogues --------------------------------------------------------------------------------------

run : 'run' name STRING? 'in' name with? '{' (runStep ';'?)* '}' ;
with : 'with' given (',' given)* ;
given : name '=' sum ;
runStep
  : kind=('call' | 'timeout' | 'environment') name 'of' name with?
  | kind='deliver' again='again'? 'to' name with?
  | kind='lose' 'to' name
  | kind='tick'
  | kind='name' name '=' expr
  | kind='expect' expr
  ;

// ---- profiles and variants --------------------------------------------------------------------------

profile : 'profile' name '{' (setting ';'?)* '}' ;
setting : name '=' name ;
claimsUnder : 'claims' 'under' name ;   // all of this file

variant : 'variant' name name 'of' name ('refutes' names)? '{' (change ';'?)* '}' ;
change
  : kind='replace' name effects
  | kind='remove' name
  | kind='insert' (before='before' | 'after') name rule_
  | kind='policy' setting
  | kind='drop' name
  | bounds
  ;

// ---- expressions, from tight to loose ---------------------------------------------------------------

expr
  : sum
  | expr op=('=' | '!=' | '<' | '<=' | '>' | '>=') expr
  | expr negated='not'? op='in' range
  | op='not' expr
  | expr op='and' expr
  | expr op='or' expr
  | <assoc=right> expr op='=>' expr
  | op='if' expr 'then' expr 'else' expr
  ;
range : '{' names '}' | name | '[' sum '..' sum (']' | open=')') ;

// The value of a message's field is a sum: a comparison would take the closing '>'.
sum : sum op='*' sum | sum op=('+' | '-') sum | primary ;
primary : number | truth=('true' | 'false') | '(' expr ')' | messageLiteral | postfix ;
postfix : name arguments? ('.' name)* ;
arguments : '(' (expr (',' expr)*)? ')' ;
messageLiteral : fieldValue+ ;
fieldValue : '<' name '=' sum (',' name)* '>' ;
number : NUMBER ('^' NUMBER)? ;

names : name (',' name)* ;
name
  : ID
  | 'import' | 'machine' | 'extend' | 'system' | 'lemma' | 'invariant' | 'transition' | 'response' | 'reachable' | 'deterministic'
  | 'profile' | 'claims' | 'variant' | 'state' | 'initial' | 'group' | 'all' | 'except' | 'policy' | 'const' | 'enum' | 'message' | 'flags'
  | 'variable' | 'timer' | 'input' | 'fresh' | 'signal' | 'let' | 'action' | 'on' | 'call' | 'timeout' | 'environment' | 'rule'
  | 'send' | 'goto' | 'start' | 'cancel' | 'error' | 'stop' | 'of' | 'endpoint' | 'mirrored' | 'network' | 'lifetime' | 'calls'
  | 'ghost' | 'tick' | 'step' | 'arrival' | 'at' | 'by' | 'assume' | 'choice' | 'for' | 'from' | 'bounds' | 'new' | 'any' | 'under'
  | 'fair' | 'decreasing' | 'refutes' | 'replace' | 'remove' | 'insert' | 'before' | 'after' | 'drop'
  | 'run' | 'with' | 'deliver' | 'again' | 'lose' | 'to' | 'name' | 'expect'
  ;

// ---- tokens -----------------------------------------------------------------------------------------

AND : 'and' ;
OR : 'or' ;
NOT : 'not' ;
IN : 'in' ;
IF : 'if' ;
THEN : 'then' ;
ELSE : 'else' ;
TRUE : 'true' ;
FALSE : 'false' ;
WHEN : 'when' ;
OTHERWISE : 'otherwise' ;

LBRACE : '{' ;
RBRACE : '}' ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
COMMA : ',' ;
SEMICOLON : ';' ;
COLON : ':' ;
DOT : '.' ;
DOTS : '..' ;
ASSIGN : ':=' ;
EQUAL : '=' ;
NOT_EQUAL : '!=' ;
LESS : '<' ;
LESS_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_EQUAL : '>=' ;
IMPLIES : '=>' ;
PLUS : '+' ;
MINUS : '-' ;
TIMES : '*' ;
POWER : '^' ;
BOTH_WAYS : '<->' ;
ARROW : '->' ;
LEADS_TO : '~>' ;

ID : [A-Za-z_] [A-Za-z0-9_]* ;
NUMBER : [0-9]+ ;
STRING : '"' ~["\r\n]* '"' ;
UNCLOSED : '"' ~["\r\n]* -> channel(HIDDEN) ;
DOC : '///' (~[/\r\n] ~[\r\n]*)? -> channel(HIDDEN) ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLANK : [ \t\r\n]+ -> skip ;
STRANGE : . -> channel(HIDDEN) ;
