`default_nettype none

// Memory integration: holds a group of neurons still and streams the slow state past it, P m + v x. Finished
// sums wait in a row and leave word by word while the next group is at work.
module dmp_spoken_digits_core1_slow_current (
    input  wire               clk,
    input  wire               rst,
    input  wire               term_valid,
    input  wire               term_first,
    input  wire               term_last,
    input  wire [6:0]         term_address,
    input  wire signed [15:0] multiplicand,
    input  wire               advance,
    input  wire               load_valid,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire signed [21:0] slow_0,
    output wire signed [21:0] slow_1
);
    (* ram_style = "block", no_rw_check *)
    reg  [63:0] slow_weights [0:95];
    reg  [63:0] slow_weights_word;
    wire signed [7:0] slow_weights_word_0 = slow_weights_word[7:0];
    wire signed [7:0] slow_weights_word_1 = slow_weights_word[15:8];
    wire signed [7:0] slow_weights_word_2 = slow_weights_word[23:16];
    wire signed [7:0] slow_weights_word_3 = slow_weights_word[31:24];
    wire signed [7:0] slow_weights_word_4 = slow_weights_word[39:32];
    wire signed [7:0] slow_weights_word_5 = slow_weights_word[47:40];
    wire signed [7:0] slow_weights_word_6 = slow_weights_word[55:48];
    wire signed [7:0] slow_weights_word_7 = slow_weights_word[63:56];

    wire slow_weights_load = load_valid & (load_memory == 8'd7);

    // One cycle after the term was issued, weight and value meet.
    reg  met_valid;
    reg  met_first;
    reg  met_last;
    reg  product_valid;
    reg  product_first;
    reg  product_last;
    reg  signed [23:0] product_of_0;
    reg  signed [23:0] product_of_1;
    reg  signed [23:0] product_of_2;
    reg  signed [23:0] product_of_3;
    reg  signed [23:0] product_of_4;
    reg  signed [23:0] product_of_5;
    reg  signed [23:0] product_of_6;
    reg  signed [23:0] product_of_7;
    reg  signed [25:0] sum_0;
    reg  signed [25:0] sum_0_next;
    reg  signed [25:0] sum_1;
    reg  signed [25:0] sum_1_next;
    reg  signed [25:0] sum_2;
    reg  signed [25:0] sum_2_next;
    reg  signed [25:0] sum_3;
    reg  signed [25:0] sum_3_next;
    reg  signed [25:0] sum_4;
    reg  signed [25:0] sum_4_next;
    reg  signed [25:0] sum_5;
    reg  signed [25:0] sum_5_next;
    reg  signed [25:0] sum_6;
    reg  signed [25:0] sum_6_next;
    reg  signed [25:0] sum_7;
    reg  signed [25:0] sum_7_next;
    wire signed [25:0] total_0 = (product_first ? 26'sd0 : sum_0)
        + {{2{product_of_0[23]}}, product_of_0};
    wire signed [25:0] total_1 = (product_first ? 26'sd0 : sum_1)
        + {{2{product_of_1[23]}}, product_of_1};
    wire signed [25:0] total_2 = (product_first ? 26'sd0 : sum_2)
        + {{2{product_of_2[23]}}, product_of_2};
    wire signed [25:0] total_3 = (product_first ? 26'sd0 : sum_3)
        + {{2{product_of_3[23]}}, product_of_3};
    wire signed [25:0] total_4 = (product_first ? 26'sd0 : sum_4)
        + {{2{product_of_4[23]}}, product_of_4};
    wire signed [25:0] total_5 = (product_first ? 26'sd0 : sum_5)
        + {{2{product_of_5[23]}}, product_of_5};
    wire signed [25:0] total_6 = (product_first ? 26'sd0 : sum_6)
        + {{2{product_of_6[23]}}, product_of_6};
    wire signed [25:0] total_7 = (product_first ? 26'sd0 : sum_7)
        + {{2{product_of_7[23]}}, product_of_7};

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        sum_1_next = sum_1;
        sum_2_next = sum_2;
        sum_3_next = sum_3;
        sum_4_next = sum_4;
        sum_5_next = sum_5;
        sum_6_next = sum_6;
        sum_7_next = sum_7;
        if (product_valid) begin
            sum_0_next = total_0;
            sum_1_next = total_1;
            sum_2_next = total_2;
            sum_3_next = total_3;
            sum_4_next = total_4;
            sum_5_next = total_5;
            sum_6_next = total_6;
            sum_7_next = total_7;
        end
    end

    wire finished = product_valid & product_last;

    // Finished sums; the first lanes are the next word.
    reg  signed [25:0] done_0;
    reg  signed [25:0] done_0_next;
    reg  signed [25:0] done_1;
    reg  signed [25:0] done_1_next;
    reg  signed [25:0] done_2;
    reg  signed [25:0] done_2_next;
    reg  signed [25:0] done_3;
    reg  signed [25:0] done_3_next;
    reg  signed [25:0] done_4;
    reg  signed [25:0] done_4_next;
    reg  signed [25:0] done_5;
    reg  signed [25:0] done_5_next;
    reg  signed [25:0] done_6;
    reg  signed [25:0] done_6_next;
    reg  signed [25:0] done_7;
    reg  signed [25:0] done_7_next;

    always @* begin : done_0_logic
        done_0_next = done_0;
        if (finished) begin
            done_0_next = total_0;
        end else if (advance) begin
            done_0_next = done_2;
        end
    end

    always @* begin : done_1_logic
        done_1_next = done_1;
        if (finished) begin
            done_1_next = total_1;
        end else if (advance) begin
            done_1_next = done_3;
        end
    end

    always @* begin : done_2_logic
        done_2_next = done_2;
        if (finished) begin
            done_2_next = total_2;
        end else if (advance) begin
            done_2_next = done_4;
        end
    end

    always @* begin : done_3_logic
        done_3_next = done_3;
        if (finished) begin
            done_3_next = total_3;
        end else if (advance) begin
            done_3_next = done_5;
        end
    end

    always @* begin : done_4_logic
        done_4_next = done_4;
        if (finished) begin
            done_4_next = total_4;
        end else if (advance) begin
            done_4_next = done_6;
        end
    end

    always @* begin : done_5_logic
        done_5_next = done_5;
        if (finished) begin
            done_5_next = total_5;
        end else if (advance) begin
            done_5_next = done_7;
        end
    end

    always @* begin : done_6_logic
        done_6_next = done_6;
        if (finished) begin
            done_6_next = total_6;
        end else if (advance) begin
            done_6_next = done_6;
        end
    end

    always @* begin : done_7_logic
        done_7_next = done_7;
        if (finished) begin
            done_7_next = total_7;
        end else if (advance) begin
            done_7_next = done_7;
        end
    end

    assign slow_0 = done_0[25:4] + {21'd0, done_0[3]};
    assign slow_1 = done_1[25:4] + {21'd0, done_1[3]};

    always @(posedge clk) begin : registers
        if (rst) begin
            met_valid <= 1'b0;
            product_valid <= 1'b0;
        end else begin
            met_valid <= term_valid;
            product_valid <= met_valid;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        met_first <= term_first;
        met_last <= term_last;
        product_first <= met_first;
        product_last <= met_last;
        product_of_0 <= $signed({{16{slow_weights_word_0[7]}}, slow_weights_word_0})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_1 <= $signed({{16{slow_weights_word_1[7]}}, slow_weights_word_1})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_2 <= $signed({{16{slow_weights_word_2[7]}}, slow_weights_word_2})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_3 <= $signed({{16{slow_weights_word_3[7]}}, slow_weights_word_3})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_4 <= $signed({{16{slow_weights_word_4[7]}}, slow_weights_word_4})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_5 <= $signed({{16{slow_weights_word_5[7]}}, slow_weights_word_5})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_6 <= $signed({{16{slow_weights_word_6[7]}}, slow_weights_word_6})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        product_of_7 <= $signed({{16{slow_weights_word_7[7]}}, slow_weights_word_7})
            * $signed({{8{multiplicand[15]}}, multiplicand});
        sum_0 <= sum_0_next;
        sum_1 <= sum_1_next;
        sum_2 <= sum_2_next;
        sum_3 <= sum_3_next;
        sum_4 <= sum_4_next;
        sum_5 <= sum_5_next;
        sum_6 <= sum_6_next;
        sum_7 <= sum_7_next;
        done_0 <= done_0_next;
        done_1 <= done_1_next;
        done_2 <= done_2_next;
        done_3 <= done_3_next;
        done_4 <= done_4_next;
        done_5 <= done_5_next;
        done_6 <= done_6_next;
        done_7 <= done_7_next;
    end

    always @(posedge clk) begin : slow_weights_load_port
        if (slow_weights_load) begin
            if (load_lane == 8'd0) slow_weights[load_address[6:0]][7:0] <= load_value[7:0];
            if (load_lane == 8'd1) slow_weights[load_address[6:0]][15:8] <= load_value[7:0];
            if (load_lane == 8'd2) slow_weights[load_address[6:0]][23:16] <= load_value[7:0];
            if (load_lane == 8'd3) slow_weights[load_address[6:0]][31:24] <= load_value[7:0];
            if (load_lane == 8'd4) slow_weights[load_address[6:0]][39:32] <= load_value[7:0];
            if (load_lane == 8'd5) slow_weights[load_address[6:0]][47:40] <= load_value[7:0];
            if (load_lane == 8'd6) slow_weights[load_address[6:0]][55:48] <= load_value[7:0];
            if (load_lane == 8'd7) slow_weights[load_address[6:0]][63:56] <= load_value[7:0];
        end
    end

    always @(posedge clk) begin : slow_weights_word_port
        if (term_valid) slow_weights_word <= slow_weights[term_address];
    end

`ifdef ASSERTIONS
    // wrap(load_address) lies within 0 to 95
    always @(posedge clk) begin : slow_weights_load_fits
        if (!rst) assert (!slow_weights_load | (load_address[6:0] <= 7'd95));
    end
    // total_0 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_0 >= -26'sd21495040) & (total_0 <= 26'sd21491585)));
    end
    // total_1 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_1_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_1 >= -26'sd21495040) & (total_1 <= 26'sd21491585)));
    end
    // total_2 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_2_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_2 >= -26'sd21495040) & (total_2 <= 26'sd21491585)));
    end
    // total_3 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_3_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_3 >= -26'sd21495040) & (total_3 <= 26'sd21491585)));
    end
    // total_4 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_4_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_4 >= -26'sd21495040) & (total_4 <= 26'sd21491585)));
    end
    // total_5 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_5_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_5 >= -26'sd21495040) & (total_5 <= 26'sd21491585)));
    end
    // total_6 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_6_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_6 >= -26'sd21495040) & (total_6 <= 26'sd21491585)));
    end
    // total_7 lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_7_fits
        if (!rst) assert (!(product_valid | finished)
            | ((total_7 >= -26'sd21495040) & (total_7 <= 26'sd21491585)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, load_address[23:7], load_value[31:8]};
endmodule

`default_nettype wire
