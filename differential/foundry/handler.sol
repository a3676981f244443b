// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

$imports

/// @dev The part of Foundry's cheat codes that is needed here.
interface Vm {
    function warp(uint256 time) external;
    function prank(address caller) external;
    function startPrank(address caller) external;
    function stopPrank() external;
    function getCode(string calldata artifact) external view returns (bytes memory code);
}

error Differs(string what, uint256 expected, uint256 actual);

/// @dev Makes the calls that the specification knows, with arguments within reason, mostly by callers who may make them.
contract Handler {
$variables

    address[] private validators = [VALIDATOR_1, VALIDATOR_2, VALIDATOR_3];
    address[] private holders = [DELEGATOR_1, DELEGATOR_2, DELEGATOR_3, VALIDATOR_1, VALIDATOR_2, VALIDATOR_3];
    address[] private anyone = [WHALE, STRANGER, GOVERNOR, GUARDIAN, SLASHER, NOTIFIER, REPORTER, DELEGATOR_1];
    uint256[] private offenceTimes;
    uint256 private time;

    constructor() {
$deployment
        time = block.timestamp;
        for (uint256 place = 0; place < 2; place++) {
            vm.prank(validators[place]);
            registry.register(place + 1, WITHDRAWAL_1, 500, 100 ether);
            vm.prank(holders[place]);
            pools.delegate(validators[place], 50 ether, 0);
        }
    }

    /// @dev What the contracts hold covers what they owe, and the books of the stake add up.
    function check() external view {
        Ledger memory books = pools.ledger();
        uint256 owed = books.bonded + books.unbonding + books.credited + books.pot;
        same("what the stake custody owes", pools.stakeLiabilities(), owed);
        covers("stake custody", stakeToken.balanceOf(address(pools)), owed);
        covers("reward custody", $rewards.balanceOf(address(rewards)), rewards.rewardLiabilities());
        uint256 bonded;
        for (uint256 place = 0; place < validators.length; place++) {
            (, uint256 assets,) = pools.currentPool(validators[place]);
            bonded += assets;
        }
        same("what is bonded", bonded, books.bonded);
    }

    // The actions of anyone

    function transfer(uint256 delay, uint256 who, uint256 amount) external {
        address receiver = who % 2 == 0 ? address(pools) : address(rewards);
        begin(delay, pick(holders, who / 2));
        stakeToken.transfer(receiver, within(amount, 0, 10 ether));
    }

    function approve(uint256 delay, uint256 who, uint256 amount) external {
        begin(delay, pick(anyone, who));
        stakeToken.approve(address(pools), amount);
    }

    function distribute(uint256 delay, uint256 who) external {
        begin(delay, STRANGER);
        rewards.distribute(pick(validators, who));
    }

    function withdraw(uint256 delay, uint256 who) external {
        address account = pick(holders, who);
        begin(delay, account);
        pools.withdraw(who % 3 == 0 ? BURN_SINK : account);
    }

    function eject(uint256 delay, uint256 who) external {
        begin(delay, STRANGER);
        registry.eject(pick(validators, who));
    }

    function applyCommission(uint256 delay, uint256 who) external {
        wait(who);
        begin(delay, STRANGER);
        registry.applyCommission(pick(validators, who));
    }

    function routeSlash(uint256 delay, uint256 who, uint256 which, uint8 kind) external {
        if (offenceTimes.length == 0) return;
        begin(delay, STRANGER);
        slashing.routeSlash(pick(validators, who), Offence(kind % 3), offenceTimes[which % offenceTimes.length]);
    }

    // The actions of validators

    function register(uint256 delay, uint256 who, uint256 key, uint256 commission, uint256 amount) external {
        begin(delay, pick(validators, who));
        registry.register(key, WITHDRAWAL_1, commission % 3_000, within(amount, 32 ether, 500 ether));
    }

    function leave(uint256 delay, uint256 who) external {
        if (!seldom(who)) return;
        begin(delay, pick(validators, who));
        registry.leave();
    }

    function unjail(uint256 delay, uint256 who) external {
        begin(delay, pick(validators, who));
        registry.unjail();
    }

    function setCommission(uint256 delay, uint256 who, uint256 commission) external {
        begin(delay, pick(validators, who));
        registry.setCommission(commission % 1_500);
    }

    function deposit(uint256 delay, uint256 who, uint256 amount) external {
        begin(delay, pick(validators, who));
        pools.deposit(within(amount, 0.01 ether, 100 ether), 0);
    }

    function claimCommission(uint256 delay, uint256 who) external {
        begin(delay, pick(validators, who));
        rewards.claimCommission();
    }

    // The actions of holders

    function delegate(uint256 delay, uint256 who, uint256 whom, uint256 amount) external {
        begin(delay, pick(holders, who));
        pools.delegate(pick(validators, whom), within(amount, 0.01 ether, 100 ether), 0);
    }

    function delegateWithPermit(uint256 delay, uint256 who, uint256 whom, uint256 amount, PermitSignature calldata permit)
        external
    {
        begin(delay, pick(holders, who));
        pools.delegateWithPermit(pick(validators, whom), within(amount, 0.01 ether, 100 ether), 0, permit);
    }

    function unbond(uint256 delay, uint256 who, uint256 whom, uint256 shares) external {
        (address holder, address validator) = position(who, whom);
        uint256 held = pools.sharesOf(validator, pools.bookOf(validator).generation, holder);
        begin(delay, holder);
        pools.unbond(validator, within(shares, held / 100, held), 0);
    }

    function unbondAssets(uint256 delay, uint256 who, uint256 whom, uint256 assets) external {
        (address holder, address validator) = position(who, whom);
        uint256 held = pools.stakeOf(validator, holder);
        begin(delay, holder);
        pools.unbondAssets(validator, within(assets, 0.01 ether, held), type(uint256).max);
    }

    function claim(uint256 delay, uint256 which) external {
        uint256 ticket = some(which);
        wait(which);
        begin(delay, pools.ticketOf(ticket).owner);
        pools.claim(ticket);
    }

    function claimBatch(uint256 delay, uint256 which) external {
        uint256[] memory tickets = new uint256[](2);
        (tickets[0], tickets[1]) = (some(which), some(which / 2));
        wait(which);
        begin(delay, pools.ticketOf(tickets[0]).owner);
        pools.claimBatch(tickets);
    }

    function claimRewards(uint256 delay, uint256 who, uint256 whom) external {
        address validator = pick(validators, whom);
        uint256 generation = pools.bookOf(validator).generation;
        begin(delay, pick(holders, who));
        rewards.claimRewards(validator, generation);
    }

    // The actions of operators

    function slash(uint256 delay, uint256 who, uint8 kind, uint256 since) external {
        if (!seldom(since)) return;
        address validator = pick(validators, who);
        uint256 count = pools.bookOf(validator).checkpoints;
        uint256 latest = count == 0 ? 0 : count - 1;
        uint256 offence = controller.protocolTime() - 1 - since % 2;
        begin(delay, SLASHER);
        slashing.slash(validator, Offence(kind % 3), offence, latest, REPORTER);
        offenceTimes.push(offence);
    }

    function depositRewards(uint256 delay, uint256 amount) external {
        begin(delay, NOTIFIER);
        rewards.depositRewards(within(amount, 1, 100 ether));
    }

    function setParameters(uint256 delay, uint256 minDeposit, uint256 cut) external {
        Parameters memory changed = controller.parameters();
        changed.minDeposit = within(minDeposit, 1, 1 ether);
        changed.livenessSlash = within(cut, 1, changed.faultSlash);
        begin(delay, GOVERNOR);
        controller.setParameters(changed);
    }

    function setSinks(uint256 delay, uint256 who) external {
        begin(delay, GOVERNOR);
        controller.setSinks(Sinks(BURN_SINK, TREASURY_SINK, INSURANCE_SINK, pick(anyone, who)));
    }

    function assignRole(uint256 delay) external {
        begin(delay, GOVERNOR);
        controller.assignRole(Role.GUARDIAN, GUARDIAN);
    }

    function acceptGovernor(uint256 delay) external {
        begin(delay, GOVERNOR);
        controller.acceptGovernor();
    }

    function pause(uint256 delay) external {
        if (!seldom(delay)) return;
        begin(delay, GUARDIAN);
        controller.pause();
    }

    function unpause(uint256 delay) external {
        begin(delay, GUARDIAN);
        controller.unpause();
    }

    function pauseRegistration(uint256 delay) external {
        if (!seldom(delay)) return;
        begin(delay, GUARDIAN);
        controller.pauseRegistration();
    }

    function resumeRegistration(uint256 delay) external {
        begin(delay, GUARDIAN);
        controller.resumeRegistration();
    }

    // What all of them need

    /// @dev Creates a contract from the code in a file.
    function create(string memory name, bytes memory arguments) private returns (address made) {
        bytes memory code = bytes.concat(vm.getCode(string.concat("code/", name, ".json")), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        require(made != address(0), name);
    }

    /// @dev Lets time pass, for half of the calls, and lets somebody make the next call.
    function begin(uint256 delay, address caller) private {
        time += delay % 2 == 0 ? 0 : delay % 5 days;
        vm.warp(time);
        vm.prank(caller);
    }

    /// @dev Lets the three weeks pass that exits and commissions wait for, for half of the calls.
    function wait(uint256 number) private {
        if ((number >> 8) % 2 == 0) time += 23 days;
    }

    function pick(address[] storage from, uint256 which) private view returns (address) {
        return from[which % from.length];
    }

    /// @dev Returns a holder and a validator in whose pool that one has shares, if anybody has.
    function position(uint256 who, uint256 whom) private view returns (address holder, address validator) {
        for (uint256 tried = 0; tried < holders.length * validators.length; tried++) {
            holder = pick(holders, who % holders.length + tried);
            validator = pick(validators, whom % validators.length + tried / holders.length);
            if (pools.sharesOf(validator, pools.bookOf(validator).generation, holder) > 0) break;
        }
    }

    /// @dev Says yes to one of four: what ends the life of a pool must not happen all the time.
    function seldom(uint256 number) private pure returns (bool) {
        return (number >> 8) % 4 == 0;
    }

    function within(uint256 amount, uint256 least, uint256 most) private pure returns (uint256) {
        return most <= least ? least : least + amount % (most - least + 1);
    }

    function some(uint256 which) private view returns (uint256) {
        return 1 + which % (pools.lastTicket() + 1);
    }

    function same(string memory what, uint256 actual, uint256 expected) private pure {
        if (actual != expected) revert Differs(what, expected, actual);
    }

    function covers(string memory what, uint256 held, uint256 owed) private pure {
        if (held < owed) revert Differs(what, owed, held);
    }
}

contract InvariantTest {
    Handler private handler;

    function setUp() public {
        handler = new Handler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_conservation() external view {
        handler.check();
    }
}
