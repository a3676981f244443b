// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Staking rewards
/// @notice One pool that pays a stream of rewards by stake: whoever stakes can leave at once, and claims what it earned.
/// @dev An example of a contract that is not ours: no validators, no unbonding, no penalties, and rewards per unit of
/// stake that are cut off at 18 digits. It is held to the chapter on rewards by a partial adapter.
contract StakingRewards {
    using SafeERC20 for IERC20;

    /// @notice The precision of the rewards per unit of stake.
    uint256 private constant UNIT = 1e18;

    IERC20 public immutable stakingToken;
    IERC20 public immutable rewardsToken;
    /// @notice Who may add rewards.
    address public immutable rewardsDistribution;
    /// @notice How long a deposit of rewards streams, in seconds.
    uint256 public immutable rewardsDuration;

    /// @notice The end of the stream.
    uint256 public periodFinish;
    /// @notice Wei per second until then.
    uint256 public rewardRate;
    uint256 public lastUpdateTime;
    uint256 public rewardPerTokenStored;
    mapping(address account => uint256) public userRewardPerTokenPaid;
    mapping(address account => uint256) public rewards;
    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;

    event Staked(address indexed user, uint256 amount);
    event Withdrawn(address indexed user, uint256 amount);
    event RewardPaid(address indexed user, uint256 reward);
    event RewardAdded(uint256 reward);

    error NothingAsked();
    error StakeTooLow(uint256 held, uint256 asked);
    error NotDistribution(address caller);
    error RewardTooHigh();

    modifier updateReward(address account) {
        rewardPerTokenStored = rewardPerToken();
        lastUpdateTime = lastTimeRewardApplicable();
        if (account != address(0)) {
            rewards[account] = earned(account);
            userRewardPerTokenPaid[account] = rewardPerTokenStored;
        }
        _;
    }

    constructor(IERC20 stakingToken_, IERC20 rewardsToken_, address rewardsDistribution_, uint256 rewardsDuration_) {
        stakingToken = stakingToken_;
        rewardsToken = rewardsToken_;
        rewardsDistribution = rewardsDistribution_;
        rewardsDuration = rewardsDuration_;
    }

    /// @notice Adds to the caller's stake.
    function stake(uint256 amount) external updateReward(msg.sender) {
        require(amount > 0, NothingAsked());
        totalSupply += amount;
        balanceOf[msg.sender] += amount;
        stakingToken.safeTransferFrom(msg.sender, address(this), amount);
        emit Staked(msg.sender, amount);
    }

    /// @notice Pays the caller back, at once.
    function withdraw(uint256 amount) public updateReward(msg.sender) {
        require(amount > 0, NothingAsked());
        uint256 held = balanceOf[msg.sender];
        require(amount <= held, StakeTooLow(held, amount));
        totalSupply -= amount;
        balanceOf[msg.sender] = held - amount;
        stakingToken.safeTransfer(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
    }

    /// @notice Pays what the caller has earned.
    function getReward() public updateReward(msg.sender) {
        uint256 reward = rewards[msg.sender];
        if (reward > 0) {
            rewards[msg.sender] = 0;
            rewardsToken.safeTransfer(msg.sender, reward);
            emit RewardPaid(msg.sender, reward);
        }
    }

    /// @notice Pays the caller everything.
    function exit() external {
        withdraw(balanceOf[msg.sender]);
        getReward();
    }

    /// @notice Brings an account up to date; changes nobody's rewards.
    function poke(address account) external updateReward(account) {}

    /// @notice Streams rewards that were sent here before, with what is left of the stream before.
    function notifyRewardAmount(uint256 reward) external updateReward(address(0)) {
        require(msg.sender == rewardsDistribution, NotDistribution(msg.sender));
        uint256 left = block.timestamp < periodFinish ? (periodFinish - block.timestamp) * rewardRate : 0;
        rewardRate = (reward + left) / rewardsDuration;
        require(rewardRate <= rewardsToken.balanceOf(address(this)) / rewardsDuration, RewardTooHigh());
        lastUpdateTime = block.timestamp;
        periodFinish = block.timestamp + rewardsDuration;
        emit RewardAdded(reward);
    }

    /// @notice Until when rewards have streamed.
    function lastTimeRewardApplicable() public view returns (uint256) {
        return block.timestamp < periodFinish ? block.timestamp : periodFinish;
    }

    /// @notice Rewards per unit of stake since the beginning.
    function rewardPerToken() public view returns (uint256) {
        if (totalSupply == 0) return rewardPerTokenStored;
        return rewardPerTokenStored + (lastTimeRewardApplicable() - lastUpdateTime) * rewardRate * UNIT / totalSupply;
    }

    /// @notice What an account could claim.
    function earned(address account) public view returns (uint256) {
        return balanceOf[account] * (rewardPerToken() - userRewardPerTokenPaid[account]) / UNIT + rewards[account];
    }
}
